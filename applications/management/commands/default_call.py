"""Load the default call for applications, once: what staff have changed since is never overwritten."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from applications.content import call_2027
from applications.content.themes import THEMES
from applications.models import Call, Question, Section
from cda_portal.core import clock
from cda_portal.core.middleware import forget_content
from cda_portal.core.models import Theme


class Command(BaseCommand):
    help = __doc__ or ""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for position, (key, name) in enumerate(THEMES):
            Theme.objects.get_or_create(key=key, defaults={"name": name, "position": position})
        if Call.objects.filter(slug=call_2027.CALL["slug"]).exists():
            self.stdout.write("The default call is there already.")
            return
        call = Call.objects.create(**call_2027.CALL, texts=call_2027.TEXTS, published_at=clock.now())
        for position, data in enumerate(call_2027.SECTIONS):
            self._section(call, position, data)
        transaction.on_commit(forget_content)
        self.stdout.write(f"Loaded the call {call.slug}.")

    def _section(self, call: Call, position: int, data: dict[str, Any]) -> None:
        fields = {name: value for name, value in data.items() if name not in ("questions", "group")}
        section = Section.objects.create(call=call, position=position, group=call_2027.GROUPS[data["group"]], **fields)
        known: dict[str, Question] = {}
        for number, question in enumerate(data["questions"]):
            fields = {name: value for name, value in question.items() if name != "depends_on"}
            depends_on = known.get(question["depends_on"])
            known[question["key"]] = Question.objects.create(
                section=section, position=number, depends_on=depends_on, **fields
            )
