import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher

from cda_portal.accounts.models import City, RoleGrant, User
from cda_portal.core import clock

PASSWORD = "correct horse staple battery"
# scrypt takes 60 ms; every factory's user has the same password, so it is worked out once.
HASHES: dict[type, str] = {}  # by the hasher in force, which a test may have changed


class UserFactory(factory.django.DjangoModelFactory):
    """A person who has confirmed their address and whose password is PASSWORD; `role` grants a programme role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    time_zone = "UTC"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class(*args, **kwargs)
        hasher = type(get_hasher())
        if hasher not in HASHES:
            user.set_password(PASSWORD)
            HASHES[hasher] = user.password
        user.password = HASHES[hasher]
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    @factory.post_generation
    def role(self, create, role):
        if role:
            RoleGrant.objects.create(user=self, role=role, since=clock.today("UTC"))


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = City

    name = factory.Sequence(lambda n: f"City {n}")
    country = "CO"
    region = "Antioquia"
