from django.urls import reverse

from applications.models import Attachment
from tests.journeys.visit import Visit, at


def _letter(who, name="application-stored-hide"):
    def path():
        letter = Attachment.objects.filter(
            application__city__members__user__email=f"{who}@demo.example", removed_at=None, file__personal_data=False
        ).first()
        if name == "application-section":
            return reverse(f"applications:{name}", args=[letter.application.reference, letter.question.section.key])
        return reverse(f"applications:{name}", args=[letter.application.reference, letter.file.key])

    return path


def _hidden():
    letter = Attachment.objects.filter(file__personal_data=True).first()
    return reverse("applications:application-stored", args=[letter.application.reference, letter.file.key])


VISITS = [
    Visit("staff-files", "officer", at("/staff/files/")),
    Visit("section-file", "lead", _letter("lead", "application-section")),
    Visit("file-hide", "lead", _letter("lead")),
    Visit("file-away", "officer", _hidden),
]
