"""Demonstration answers in English. What they say about a city is invented."""

from typing import Any

ARCHETYPES: list[dict[str, Any]] = [
    {
        "key": "service_requests",
        "themes": ("311",),
        "service": ("Director of customer service", "Director of customer service", "311 and Customer Service"),
        "numbers": {
            "requests": (60_000, 420_000, 5_000),
            "days": (9, 24, 1),
            "repeat": (22, 38, 1),
            "types": (140, 310, 10),
        },
        "since": (2014, 2020),
        "kinds": ("records", "requests", "survey"),
        "short": "Residents report the same pothole or broken light again and again, because nobody tells them what happened to the first report.",
        "problem": (
            "A resident calls 311 about a broken street light. They get a number, and then silence. After two weeks they call again, and a second request is opened for the same light. A crew comes, finds it fixed, and closes one of the two. The resident never learns which. The people who call most patiently get the least, and many stop calling.",
            "You report a blocked drain on the app. The app says “in progress” for {days} days. In fact the request sat in the wrong department, because it was filed under roads and not under water. When it moved, the clock started again. By then it had rained twice. Nobody lied to the resident; nobody knew where the request was.",
        ),
        "affected": "Everyone who reports something, about {requests} requests a year. It is worst in {area} and {area2}, where more people rent, fewer use the app, and calls are more often about water and waste than about trees.",
        "evidence": "Of {requests} requests last year, {repeat} of every 100 were repeats of an open one. The median time to close was {days} days, but the records show when a request was closed, not when the work was done. In a phone survey of closed requests, four in ten people said nothing had been fixed. The records leave out those who gave up.",
        "why_hard": "There are {types} request types, written by departments for themselves. A resident cannot know that a sunken kerb belongs to water and a cracked one to roads. Each department closes requests in its own system, and its targets count closed requests, so closing early is rewarded. We suspect, but have not shown, that districts with an active council office get answers sooner.",
        "tried_what": "In 2021 we bought a new app. Reports went up by a third and the time to close went up with them, since nothing changed behind it. In 2023 two departments met weekly to sort misfiled requests by hand. That cut their backlog in half in four months, and stopped when the person who ran it left. We learned that sorting works and that it cannot depend on one person.",
        "constraints": "The works contract fixes crew routes until next summer. The 311 system belongs to a vendor, and changing a request type costs money and takes six weeks. Staff fear that a public clock will be used against them, so the union needs to be part of the design.",
        "metric": {
            "name": "Median days from a report to the work being done, street lights and drains",
            "unit": "days",
            "number": "days",
            "ratio": 0.5,
            "source": "311 records joined with crew logs, weekly",
        },
        "left_out": "People who do not report at all. We would compare requests per household with what inspectors find on walks, district by district, and with the language chosen on the call. If requests speed up only where people complain most, the number would look good and the gap would grow.",
        "data_sources": "311 requests since 2015, complete but with {types} types that changed twice. Crew logs since 2020, as free text. The asset register for lights is good; for drains it is half empty. The 311 office owns the first, works the second and third. What is missing is a shared number that ties a request to the work done.",
        "ai_use": "A model could read the words of a report, suggest the right department and spot that a request is already open nearby. Staff would confirm with one click, and every wrong suggestion would be kept to improve it. Later, the same text could tell us which reports point to one broken pipe.",
        "risks": "Reports in Spanish or by people who write little might be sorted worse. We would test each group before and after, and keep the phone line staffed. Free text holds names and phone numbers, so it stays on our servers and is stripped before anyone uses it. A person always decides what is a duplicate.",
    },
    {
        "key": "shelter_exits",
        "themes": ("homelessness", "housing"),
        "service": ("Homeless services manager", "Homeless services manager", "Human Services"),
        "numbers": {"people": (420, 2_900, 10), "days": (64, 148, 2), "units": (40, 210, 5), "share": (18, 34, 1)},
        "since": (2015, 2020),
        "kinds": ("records", "residents", "field"),
        "short": "People who are offered a home after months in a shelter lose it because a paper is missing, while the flat stands empty.",
        "problem": (
            "A man in our shelter is told that a flat is ready for him. He needs a birth certificate, proof of income and a letter from a caseworker, all dated within thirty days. By the time the third paper arrives, the first has expired. The landlord waits, then takes someone else. He goes back to the list. This happens while flats paid for by the city stand empty.",
            "A mother with two children is approved for a rent voucher on Monday. On Friday she still has no unit, because the list of landlords is a spreadsheet from last spring. She calls eleven numbers. Two answer. Her voucher runs out after {days} days, and the search starts again. Her caseworker has thirty families and sees the same thing each week.",
        ),
        "affected": "About {people} people slept in a shelter or outside on the night of our last count. Families with children are a third of them. Most shelters are in {area}, most affordable flats in {area2}, and the bus between them takes an hour.",
        "evidence": "From approval to keys it takes {days} days in the middle case. We looked at 120 files by hand: waiting for papers was more than half of that time. At the same moment about {units} units that the city pays for were empty. In {share} of every 100 cases the offer was lost. Files do not say how people lived through the wait.",
        "why_hard": "Five bodies hold a piece: the county, the housing authority, three charities, landlords and us. Each has its own list and its own rule for how old a paper may be. No one is in charge of the days between two steps. We are sure about the papers. We only suspect that landlords drop out after one bad delay.",
        "tried_what": "In 2022 we paid landlords a bonus for each lease. Fifty joined, and half of the units stayed empty for lack of papers. In 2024 one charity placed a worker in the records office for three months; time for certificates fell from 31 days to 6. The grant ended. We learned that the bottleneck is small, boring and somebody else’s job.",
        "constraints": "Privacy rules limit what the county may share about health. Federal voucher rules set some deadlines that we cannot change. Charities are paid per night in shelter, which does not reward speed. The winter plan takes all attention from November to March.",
        "metric": {
            "name": "Median days from approval for housing to moving in",
            "unit": "days",
            "number": "days",
            "ratio": 0.55,
            "source": "Homeless management information system and lease dates, monthly",
        },
        "left_out": "People who never enter a shelter: women who stay with someone who hurts them, and young people who move from sofa to sofa. We would ask the youth drop-in and the domestic violence line for monthly counts, and look at the wait by age, sex and race, not only in the middle.",
        "data_sources": "The homeless management information system since 2012, used by all funded shelters, with gaps in exit dates. Voucher records from the housing authority since 2018. A landlord list in a spreadsheet. Human Services owns the first; an agreement for the second is signed but has never been used.",
        "ai_use": "Simple prediction could tell a caseworker which paper will expire first and which file is about to stall, two weeks ahead. Matching could suggest units by size, distance and bus line. The caseworker and the family choose. We do not want a score that ranks who deserves a home.",
        "risks": "A list of people without a home is dangerous in the wrong hands, so access is by role and every look is logged. Past data reflects who was served before. We would check suggestions by race and disability each month, publish what we find, and stop if a gap opens.",
    },
    {
        "key": "bus_reliability",
        "themes": ("mobility",),
        "service": ("Head of operations", "Head of operations", "Transit"),
        "numbers": {
            "riders": (18_000, 190_000, 1_000),
            "missed": (7, 19, 1),
            "wait": (16, 34, 1),
            "routes": (5, 14, 1),
        },
        "since": (2016, 2022),
        "kinds": ("records", "requests", "field"),
        "short": "Buses that are on the timetable do not come, so workers on early shifts leave home an hour too soon to be safe.",
        "problem": (
            "A hospital cleaner starts at six. Her bus is due at 5:10 and the next at 5:40. Three times last month the first one did not come, and no sign or phone said so. After the second warning from her boss she began to leave on the 4:40. She now loses half an hour of sleep each day to be sure of a bus that usually comes.",
            "On the timetable the 7 runs every fifteen minutes. On a wet Thursday we stood at the stop by the clinic: two came together after {wait} minutes, both full. People with children let both go. The dispatch log for that hour says the service ran “with minor delays”. For the people at the stop, one bus in two did not exist.",
        ),
        "affected": "About {riders} riders on a working day. The {routes} routes that fail most serve {area} and {area2}, where one home in three has no car. Shift workers and students feel it first, because their times are fixed.",
        "evidence": "Last quarter {missed} of every 100 early trips on those routes were missed or more than fifteen minutes late. The actual wait was {wait} minutes where the timetable promises fifteen. Complaints do not show it: they come from people with time to write. Ticket data counts who got on, never who gave up.",
        "why_hard": "It is not one cause. Drivers call in sick late, a third of the fleet is past its age, and road works are announced to us after they start. The timetable was written for traffic of 2017. Dispatch sees a gap only when a driver radios. We are sure about sick leave and fleet; traffic is our guess.",
        "tried_what": "We added spare drivers in 2023 for four months. Missed trips fell by a third on two routes, and the money ran out. A live arrival sign at ten stops was liked, until it showed buses that were not coming. We learned that information without a plan for the gap makes people angrier.",
        "constraints": "The labour agreement fixes how early a driver can be called in. New buses arrive in eighteen months at best. The vehicle tracking contract ends next year and the tender is being written now, which is a chance if we are quick.",
        "metric": {
            "name": "Early trips missed or over fifteen minutes late, per 100",
            "unit": "trips per 100",
            "number": "missed",
            "ratio": 0.5,
            "source": "Vehicle tracking compared with the timetable, weekly",
        },
        "left_out": "Riders who already left: they bought an old car or lost the job. We would ask at the clinics and warehouses on these routes, and compare early trips with midday ones. If we only move buses from quiet routes, older people in {area} would pay for the gain.",
        "data_sources": "Vehicle positions every thirty seconds since 2019, with holes in hilly parts. Timetables, driver rosters and workshop records, each in its own system. Transit owns all of it. Road works come from another department as a PDF. Nothing links a missed trip to its reason.",
        "ai_use": "A forecast the evening before could say which early trips are at risk, from rosters, weather and the state of the bus. Dispatch would decide where to send a spare. The same forecast, in plain words, could reach riders by text. It needs to be right often enough to be trusted, which we would test in shadow first.",
        "risks": "A forecast must not become a tool to blame drivers: it looks at trips and not at people, and the union would see it first. Riders without a smartphone need the sign and the phone line. If the forecast is wrong more than one time in four, we switch it off.",
    },
    {
        "key": "benefits_access",
        "themes": ("benefits", "health"),
        "service": ("Benefits programme manager", "Benefits programme manager", "Community Services"),
        "numbers": {
            "eligible": (9_000, 74_000, 500),
            "reached": (38, 61, 1),
            "minutes": (55, 130, 5),
            "forms": (6, 14, 1),
        },
        "since": (2013, 2019),
        "kinds": ("records", "survey", "residents"),
        "short": "Families who have a right to help with food, fares and bills give up, because each programme asks for the same papers again.",
        "problem": (
            "A father who lost shifts at the warehouse looks for help with the water bill. The form asks for three pay slips. Next door, the fare discount asks for the same slips and a tax letter. The food programme wants both on paper. He takes two mornings off work to collect them, and loses more pay than the first discount would give. He stops after the second form.",
            "We filled in our own forms as if we were a grandmother raising two children. It took {minutes} minutes and {forms} different forms. Five asked for the same facts in other words. One could only be sent by fax. At the end we did not know what we would receive, or when. She would not have known either.",
        ),
        "affected": "About {eligible} households have a right to at least one of our discounts. Only {reached} of every 100 receive it. The gap is largest in {area}, among people over 65 and among families who speak another language at home.",
        "evidence": "Census income data against our rolls gives the {reached} in 100. Of online forms that are begun, half are not finished, most at the page that asks for papers. At six listening sessions people told us that they feared owing money back if they made a mistake. The numbers leave out people with no fixed address.",
        "why_hard": "Each programme has its own law, its own budget and its own idea of a household. Staff are audited for paying too much, never for paying too little. The systems are of four ages. We know that papers are the main wall. We suspect that a letter from a trusted clinic would do more than an advert.",
        "tried_what": "In 2022 we built one web page that lists all programmes. It was visited a lot and changed nothing, because each link led to another form. In 2024 one clinic helped patients apply while they waited; eight in ten finished. It took a nurse forty minutes for each. We learned that help works, and that it must be cheaper.",
        "constraints": "Two programmes are run by the state, and we may not store their data. Our legal team has to agree that one proof of income counts for all city discounts. The billing system for water can be changed only twice a year.",
        "metric": {
            "name": "Eligible households that receive at least one discount, per 100",
            "unit": "households per 100",
            "number": "reached",
            "ratio": 1.35,
            "source": "Programme rolls against census income estimates, quarterly",
        },
        "left_out": "People who will not give the city their papers, for fear of what happens with them. We would work with two community groups, count how many come through them, and look at enrolment by language. A faster online form alone would help those who were nearly there.",
        "data_sources": "Rolls of five city programmes, monthly since 2017, clean within each and hard to join, since names are spelled in many ways. Water accounts. Web statistics. Community Services owns three of them. There is no agreement yet to compare lists, and that is the first thing we would write.",
        "ai_use": "A careful match between lists could find households that receive one discount and not the others, so that we write to them with one question instead of a form. A language model could turn our letters into plain words in five languages, checked by staff who speak them. No machine would decide who is eligible.",
        "risks": "Matching can expose people to agencies they fear. We would match only within the city, keep no merged list, and say so in every letter. A wrong match must never cut a benefit. Letters written with a model are read by a person before they go out, and tested with residents.",
    },
]

AREAS = (
    "the east side",
    "the river districts",
    "the north end",
    "the hillside neighbourhoods",
    "the old mill district",
    "the blocks along the rail line",
)

DECISIONS = (
    "Inspection records showed that most failed fire checks came from one type of building. The fire chief moved two inspectors there in spring 2025. Kitchen fires in those buildings have fallen for three quarters in a row, and the old rota was not brought back.",
    "We compared recycling by route and saw that four streets accounted for most rejected loads. The director chose to visit homes there instead of sending a leaflet to everyone. Rejected loads fell by a fifth, at a third of the cost.",
    "Library visits by hour showed that evenings were busy at two branches and empty at three. The board shifted opening hours in January. Visits rose, and staff hours stayed the same. We were wrong about one branch, and changed it back.",
    "A map of asthma calls to the ambulance matched the streets with the oldest housing. The council moved the home repair grant there first. It is too early for results, but it is the first time that a health number steered a housing budget.",
)

TRANSITION = (
    "The work sits with the deputy city administrator, who is a career official and stays through an election. By spring the measure would be in the department’s budget book, so that any new mayor finds it there. Both main parties on the council have asked for this problem to be solved.",
    "We would brief all declared candidates in the same week, with the same pages. The service change would be written into the operating contract before the election, and the data agreement runs for three years. The chief of staff and the service director have signed a hand-over note.",
    "The city manager leads the project and is appointed by the council. A change of mayor would change who speaks for it, not who does it. The council would vote on the pilot budget as a two-year item.",
)

AUTHORITY = (
    "The team can change forms, staff rotas and opening hours, and spend up to 50,000 dollars without asking. A change to fees or to a union agreement goes to the city manager. A change of law goes to the council, which meets twice a month.",
    "The service director is on the team, so a pilot in two districts needs nobody else’s signature. Sharing data with the county needs the city attorney. Anything that lasts past the pilot goes to the budget committee in May.",
    "It can decide on process, wording, tools under the purchasing limit, and who works on what. It has to ask the chief of staff before it closes a counter or moves a person to another department. She has agreed to answer within five working days.",
)

LEADERSHIP = (
    "In 2025 the mayor signed an order that names a chief data officer and asks each department for one public measure. The officer reports to the mayor’s chief of staff. Directors present their measure every six weeks, in the same room, with the mayor there. Next would be a small fund for tests that fail cheaply.",
    "The city manager created two analyst posts in last year’s budget and kept them when other posts were cut. The council adopted rules for the use of AI in March: every use is listed, with a person who answers for it. The mayor opened the first public session on that list.",
    "Our mayor asked for this problem by name in the yearly address, and set a date for a first answer. Since then the deputy mayor has met the team every second Friday. She has already moved one manager from another department to it, for half of the week.",
    "The leadership is new, and honest about it. What exists is a data policy from 2023, an open data portal, and a weekly meeting that the mayor attends when she can. What is promised is a chief data officer by summer. We list the two apart on purpose.",
)

EVIDENCE = {
    "data_management": (
        "List of data sets, Public Works only",
        "City data inventory, renewed in January, 212 entries",
        "Data standard adopted in 2024, with yearly checks by internal audit",
    ),
    "budget": (
        "Parks showed results in its last request",
        "Budget book, page on expected results for each request",
        "Public page that shows where money moved and why",
    ),
    "leadership": (
        "Analyst in Finance, next to other work",
        "Chief data officer and two analysts",
        "Data in the mayor’s six-weekly meeting; 140 staff trained",
    ),
    "open_data": (
        "Crime and permits data online, monthly",
        "Open data portal with an update calendar",
        "Release list voted on by residents each year",
    ),
    "performance": (
        "Works and Fire follow their own figures",
        "Directors’ meeting every six weeks, minutes kept",
        "Public goals page; bus rota changed after analysis",
    ),
    "contracting": (
        "Shelter contract names a result",
        "Five largest contracts have goals reviewed each quarter",
        "Two contracts not renewed after poor results in 2025",
    ),
    "evaluation": (
        "Before and after figures for the curb project",
        "Reminder letters tested against a control group",
        "Evaluation plan published before each pilot",
    ),
    "engagement": (
        "Survey every two years, 900 answers",
        "Tenants’ panel helped to write the problem",
        "Yearly report on what residents asked and what we did",
    ),
}

# Each post as a woman and as a man would have it on the door, and its department.
POSTS = {
    "sponsor": ("Deputy city administrator", "Deputy city administrator", "Office of the Mayor"),
    "lead": ("Director of innovation", "Director of innovation", "Innovation Office"),
    "data": ("Chief data officer", "Chief data officer", "Information Technology"),
    "technical": ("Senior data scientist", "Senior data scientist", "Information Technology"),
    "engagement": ("Community liaison", "Community liaison", "Neighbourhoods"),
    "legal": ("Assistant city attorney", "Assistant city attorney", "Law"),
    "coordinator": ("Project coordinator", "Project coordinator", "Innovation Office"),
}

# Women and men by turns, as the titles of posts need it.
PEOPLE = (
    "Dana Whitlock",
    "Marcus Oyelaran",
    "Priya Venkat",
    "Colleen Hargrove",
    "Jamal Eastman",
    "Ruth Lindqvist",
    "Theo Marchetti",
    "Aaliyah Brandt",
    "Owen Castellan",
    "Grace Nwosu",
    "Helen Tran-Ortiz",
    "Silas Fenwick",
    "Nora Abernath",
    "Victor Dalgado",
    "Imani Crosse",
    "Peter Skolnik",
    "Leah Barrowman",
    "Andre Tillotson",
    "Mei-Lin Harcourt",
    "Joanna Reyes-Pike",
    "Caleb Strand",
    "Tamika Wolcott",
    "Rafael Dunmore",
    "Ingrid Sawatzky",
)
