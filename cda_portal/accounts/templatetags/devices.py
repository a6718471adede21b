from django import template

from cda_portal.accounts import devices

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    return devices.name(user_agent)
