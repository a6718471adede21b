import uuid
from datetime import timedelta

import factory
from django.apps import apps
from django.contrib.auth import get_user_model

from cda_portal.core import clock
from cda_portal.notifications.models import LEASED, Message, Notice


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    time_zone = "UTC"

    @factory.post_generation
    def role(self, create, role):
        if role:
            # Found by name: accounts is a floor above.
            apps.get_model("accounts", "RoleGrant").objects.create(user=self, role=role, since=clock.today("UTC"))


class MessageFactory(factory.django.DjangoModelFactory):
    """A message in any status, with what the database demands of that status."""

    class Meta:
        model = Message

    kind = "receipt"
    key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    name = "Ana Pérez"
    recipient_folded = factory.LazyAttribute(lambda o: f"ana perez {o.email}")
    language = "en"
    zone = "UTC"
    subject = factory.Sequence(lambda n: f"Subject {n}")
    text = "Hello\n"
    html = "<p>Hello</p>"
    priority = 30
    status = "queued"
    lease_until = factory.LazyAttribute(lambda o: clock.now() + timedelta(minutes=1) if o.status in LEASED else None)
    claim = factory.LazyAttribute(lambda o: uuid.uuid4() if o.status in LEASED else None)
    sent_at = factory.LazyAttribute(lambda o: clock.now() if o.status == "sent" else None)


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    kind = "receipt"
    user = factory.SubFactory(UserFactory)
    occurrence = factory.Sequence(str)
    message = factory.SubFactory(MessageFactory)
    href = "/somewhere/"
