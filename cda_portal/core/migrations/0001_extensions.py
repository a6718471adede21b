from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trigrams find places and cities by a name with a typing error in it; the extension is a trusted one."""

    initial = True
    dependencies = []
    operations = [TrigramExtension()]
