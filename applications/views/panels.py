"""Which areas bring parts to which page, in the order they stand there. Areas import `shared`, never this."""

from applications.panels import Maker
from applications.views import (
    calls_extensions,
    clarifications,
    colleagues,
    corrections,
    earlier,
    endorsement,
    enquiries,
    place,
    versions,
)

# The task list's second column.
HOME_PANELS: list[Maker] = [
    clarifications.home_panel,
    calls_extensions.extension_panel,
    earlier.home_panel,
    colleagues.team_panel,
    enquiries.ask_panel,
]
# A section's second column.
SECTION_PANELS: list[Maker] = [
    endorsement.section_panel,
    colleagues.here_panel,
    colleagues.ready_panel,
    enquiries.ask_here_panel,
]
# Under the form of a section.
SECTION_BELOW: list[Maker] = [
    colleagues.remarks_panel,
]
# The page after sending, above what was sent.
STATUS_PANELS: list[Maker] = [
    place.coming_panel,
    place.status_panel,
    place.told_panel,
    corrections.status_panel,
    endorsement.status_panel,
    enquiries.status_panel,
]
# Staff's page of an application, above the answers.
STAFF_PANELS: list[Maker] = [
    versions.staff_panel,
    clarifications.staff_panel,
    endorsement.staff_panel,
    enquiries.staff_panel,
    corrections.staff_panel,
]
