"""The eligibility check in words: its questions, and for each criterion and outcome a reason and a way on.

The reasons and ways on are filled in with `%(city)s`, `%(population)s`, `%(threshold)s`, `%(reference)s`,
`%(needed)s` (the day a term should reach), `%(term_end)s` and `%(come_back)s`; none of them needs all.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.eligibility import Outcome

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """What a city reads about one criterion: a heading, why, and what it can do now."""

    heading: Text
    reason: Text
    way_on: Text


CRITERIA: dict[str, Text] = {
    "population": _("Number of residents"),
    "mandate": _("The mayor’s time left in office"),
    "commitment": _("Leaders committed to data and AI"),
    "data": _("Strong data foundations, and people who can analyse data"),
    "team": _("A team from several departments that can decide"),
}

OUTCOMES: dict[Outcome, Text] = {
    Outcome.MEETS: _("Fits"),
    Outcome.BELOW: _("Below the guide: explain"),
    Outcome.UNKNOWN: _("Not known yet"),
}

WORDS: dict[str, dict[Outcome, Words]] = {
    "population": {
        Outcome.MEETS: Words(
            _("%(city)s is large enough"),
            _("It has about %(population)s residents. Cities that fit best have %(threshold)s or more."),
            _("Check the number in the interest form. If a newer census says something else, use that."),
        ),
        Outcome.BELOW: Words(
            _("%(city)s is smaller than most cities in the programme"),
            _("It has about %(population)s residents. Cities that fit best have %(threshold)s or more."),
            _(
                "You can still send the form. If the number is old, or leaves out part of the area you govern, give us a newer one and its source."
            ),
        ),
        Outcome.UNKNOWN: Words(
            _("We do not know how many residents %(city)s has"),
            _("Cities that fit best have %(threshold)s or more."),
            _("Look up the number in your last census. The interest form asks for it, with its year and source."),
        ),
    },
    "mandate": {
        Outcome.MEETS: Words(
            _("The mayor has enough time left"),
            _("The term ends on %(term_end)s. Cities that fit best have a mayor in office until %(needed)s or later."),
            _("There is nothing to do here. Tell us if an election is called early."),
        ),
        Outcome.BELOW: Words(
            _("The mayor’s term ends sooner than we look for"),
            _("The term ends on %(term_end)s. Cities that fit best have a mayor in office until %(needed)s or later."),
            _(
                "You can still send the form. Write a transition plan: who would carry the work on after a change of mayor, and what would make it last."
            ),
        ),
        Outcome.UNKNOWN: Words(
            _("We do not know when the mayor’s term ends"),
            _("Cities that fit best have a mayor in office until %(needed)s or later."),
            _("Ask the mayor’s office or the electoral authority. The interest form has a place for the date."),
        ),
    },
    "commitment": {
        Outcome.MEETS: Words(
            _("Your leaders stand behind this work"),
            _(
                "You told us that your mayor or senior leaders are committed to using data and AI to improve results for residents."
            ),
            _(
                "Collect what shows it, such as a speech, a decree, a budget line or a post. The application asks for one of these."
            ),
        ),
        Outcome.BELOW: Words(
            _("Your leaders have not committed to this yet"),
            _(
                "You told us that your mayor or senior leaders have not committed to using data and AI to improve results for residents."
            ),
            _(
                "Show them this page and the four phases of the programme. One clear public statement before you apply is a good start."
            ),
        ),
        Outcome.UNKNOWN: Words(
            _("You are not sure that your leaders are committed"),
            _("The programme works with mayors and senior leaders, so it needs their backing from the start."),
            _("Ask the mayor’s office for fifteen minutes, and take one problem that residents feel with you."),
        ),
    },
    "data": {
        Outcome.MEETS: Words(
            _("You have data to work with, and people to work with it"),
            _("You told us that your city has data it can use, and staff who can analyse it."),
            _("In the application you score eight data practices from 0 to 3. You can read them now in the form."),
        ),
        Outcome.BELOW: Words(
            _("Your data or your analysts may not be enough yet"),
            _("You told us that usable data, or staff who can analyse it, is missing."),
            _(
                "You can still send the form. Say which data you have on one problem, even if it is partial, and who could help, such as a university or another city office."
            ),
        ),
        Outcome.UNKNOWN: Words(
            _("You are not sure about your data or your analysts"),
            _("Cities that fit best have strong data foundations and people who can analyse data."),
            _(
                "Ask whoever runs your service records, your 311 line or your maps. The eight practices in the form help you to judge."
            ),
        ),
    },
    "team": {
        Outcome.MEETS: Words(
            _("You can bring a team that decides"),
            _(
                "You told us that people from several departments can work on this, with the authority to change a service."
            ),
            _("Agree on names. The application asks for each person’s role, and who can decide."),
        ),
        Outcome.BELOW: Words(
            _("You do not have such a team yet"),
            _(
                "You told us that a team from several departments, with the authority to change a service, is not possible now."
            ),
            _(
                "You can still send the form. Start with two people: the one who owns the service and the one who knows its data. Ask a senior leader to sponsor them."
            ),
        ),
        Outcome.UNKNOWN: Words(
            _("You are not sure about a team"),
            _("Cities that fit best can set aside a team from several departments that has the authority to decide."),
            _(
                "Think of one problem, and list who would have to say yes before the service changes. That list is your team."
            ),
        ),
    },
}

# Said after the way on when the mandate is below and a later date is known.
COME_BACK: Text = _("Or come back on %(come_back)s, when a new term begins.")

# Asked after the city and the mayor's term, which have a page each. Label and hint, by the name of the answer.
QUESTIONS: dict[str, tuple[Text, Text]] = {
    "commitment": (
        _("Are your mayor or senior leaders committed to using data and AI to improve results for residents?"),
        _("Yes means that they have said so in public, set money aside, or named somebody to lead the work."),
    ),
    "data": (
        _("Does your city have data it can use about the services residents rely on?"),
        _("Such as service requests, permits, visits or maps, kept up to date and possible to get at."),
    ),
    "analysis": (
        _("Do you have people who can analyse that data?"),
        _("One or two analysts count, also when they work in another department."),
    ),
    "team": (
        _("Could you set aside a team from several departments that can decide?"),
        _("It needs the authority to change how a service works, not only to advise."),
    ),
}
