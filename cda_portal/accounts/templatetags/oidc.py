from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def oidc_name() -> str:
    """What the identity provider is called; empty where there is none."""
    return str(settings.IDENTITY.app["name"]) if settings.IDENTITY else ""
