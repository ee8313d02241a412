"""Five reports that a Board had from 2013 to 2015: their structure and their facts, as they were read there.

The demonstration must have them all; the sentences are its own. `Real.facts` are patterns by the paragraph in which
each fact stands; "summary" and "recommendations" are the head.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Appendix:
    """A table of an appendix: `first_column` has each entry once, in its order."""

    title: str
    columns: tuple[str, ...]
    rows: int
    first_column: tuple[str, ...]


@dataclass(frozen=True)
class Real:
    """One report. `headings` are (level, words), `contacts` the positions, `counted` figures from data with words."""

    called: str
    kind: str
    title: str
    head: tuple[str, ...]
    headings: tuple[tuple[int, str], ...]
    numbers: str
    contacts: tuple[str, ...]
    counted: dict[str, str]
    facts: tuple[tuple[str, str], ...]
    contacts_at_end: bool = False
    appendix: Appendix | None = None


ZONE = Real(
    called="report to the Board of 13 October 2014",
    kind="zone",
    title="Innovation Zone 2014",
    head=("Purpose", "Summary", "Recommendation", "Contact officers"),
    headings=(
        (1, "Background"), (1, "Financial implications"), (1, "Appendix 1: Programme of the Innovation Zone 2014"),
    ),
    numbers="1 2 3 4 5 6 7",
    contacts=("Programme Manager (Productivity)", "Improvement Support Adviser"),
    counted={"zone.themes": "six themes"},
    facts=(
        ("purpose", r"^For discussion and direction\.$"),
        ("summary", r"second year running"),
        ("summary", r"LGA annual conference"),
        ("summary", r"Cllr Peter Fleming will report"),
        ("summary", r"to the Board\. He, other members and many councils took part"),
        ("recommendations", r"note the report and the update by Cllr Peter Fleming"),
        ("1", r"less money"),
        ("1", r"Technology, demand for services and the way public services work together"),
        ("1", r"No other part of the public sector"),
        ("2", r"The Board supports councils in innovating.*sharing"),
        ("3", r"LGA annual conference and exhibition in July 2013"),
        ("3", r"together with Nesta, the partner in Creative Councils"),
        ("4", r"saved or gained.*conversations, demonstrations and presentations"),
        ("5", r"LGA annual conference and exhibition in Bournemouth"),
        *(("5", theme) for theme in (
            "political leadership", "service redesign", "transformation", "demand management", r"\bdata\b",
            "digital and technology",
        )),
        ("5", r"Councillors and officers"),
        ("6", r"^Appendix 1 has the programme of three days"),
        ("6", r"July 2014"),
        ("6", r"[Ii]nformal, flexible and lively"),
        ("6", r"came, went and changed sessions"),
        ("6", r"larger areas for presentations, smaller discussions at tables and with an open mic"),
        ("6", r"board of asks and offers"),
        ("6", r"told how they did it, as well as what"),
        ("7", r"^None\.$"),
    ),
    appendix=Appendix(
        "Appendix 1: Programme of the Innovation Zone 2014", ("Theme", "What it is about"), 6,
        ("Data", "Demand management", "Digital and technology", "Political leadership", "Service redesign",
         "Transformation"),
    ),
)  # fmt: skip

UPDATE = Real(
    called="report to the Board of 14 July 2015",
    kind="update",
    title="Innovation in councils",
    head=("Purpose", "Summary", "Recommendation", "Action", "Contact officer"),
    headings=(
        (1, "Background"), (1, "Issues"), (2, "Innovation Zone"), (2, "Innovation Database"),
        (2, "Design in the Public Sector programme"), (1, "Next steps"), (1, "Financial implications"),
    ),
    numbers="1 2 3 4 4.1 4.2 4.3 4.4 4.5 5 6 7 8 9 10 11 12 13 14 15 16",
    contacts=("Programme Manager (Productivity)",),
    counted={
        "zone.themes": "six themes", "zone.councils": "eight", "case_studies.added": "over 100 case studies",
        "programme.cohorts": "two", "programme.at_launch": "16 councils", "programme.councils": "six councils",
        "programme.days": "90 days",
    },
    facts=(
        ("purpose", r"^For information and discussion\.$"),
        ("summary", r"innovation in councils, further to the Board’s meeting of 12 May 2015"),
        ("recommendations", r"the Board notes the report"),
        ("action", r"^Officers to .* as members comment"),
        ("1", r"May 2015"),
        ("2", r"LGA annual conference"),
        ("2", r"over 50 councils"),
        ("2", r"30 June to 2 July 2015"),
        *(("2", theme) for theme in (
            "political leadership", "commercialisation", "digital", "community action", "integration",
            "partnership working",
        )),
        ("3", r"first day was about political leadership"),
        ("4", r"Wolverhampton, Hampshire and South Lakeland"),
        ("4", r"De Montfort University"),
        ("4", r"improved services through innovation that politicians lead"),
        ("4.1", r"ambition for their area.*fully involved"),
        ("4.2", r"Social media.*conversations.*visible"),
        ("4.3", r"Councillors bring communities, partners.*future of their place"),
        ("4.4", r"share a building.*sharing information.*better service"),
        ("4.5", r"legal and financial barriers"),
        ("5", r"second day was about digital"),
        ("6", r"^Croydon.*My Croydon.*decibel.*monitor noise and report it.*standing room only"),
        ("7", r"^Forest Heath and St Edmundsbury.*Routemaster.*routes.*balances the rounds.*workforce"),
        ("7", r"app, and customer records in the cab.*missed bin goes directly"),
        ("8", r"^Telford and Wrekin.*Everyday Telford.*fly-tipping, potholes and graffiti.*benefit fraud"),
        ("8", r"free of charge to other councils.*adapt it to their own brand"),
        ("9", r"^Doncaster.*TeenTech.*award scheme.*science, engineering and technology.*clearer pathways"),
        ("9", r"full house"),
        ("10", r"third day.*Design Council.*design tools and skills.*public services.*examples"),
        ("11", r"The Innovation Database has a page for each council"),
        ("12", r"^Over 100 case studies have been added.*in addition to the 40 of the year before"),
        ("12", r"notable practice from councils that were not there"),
        ("13", r"From 23 March 2015 to 14 July 2015.*over 2,724 visits.*launched"),
        ("14", r"Better by Design.*Design Council.*two launch events were held in the East and the South West"),
        ("14", r"officers from 16 councils at each"),
        *(("14", council) for council in (
            "Teignbridge", "Devon", "Mendip", "South Somerset", "North Somerset", "Tewkesbury",
        )),
        ("14", r"work for 90 days with mentors and guidance.*meet again to share"),
        ("15", r"^note the report"),
        ("16", r"^None\.$"),
    ),
)  # fmt: skip

STRATEGY = Real(
    called="report to the Board of January 2014",
    kind="strategy",
    title="Next steps for innovation in councils",
    head=("Purpose", "Summary", "Recommendation", "Action", "Contact officer"),
    headings=(
        (1, "Background"), (1, "A new approach"), (1, "Potential areas of work"), (1, "Next steps"),
        (1, "Financial implications"),
    ),
    numbers="1 2 3 4 5 6 6.1 6.2 6.3 7 8 9 10 10.1 11",
    contacts=("Programme Manager (Productivity)",),
    counted={"programmes": "13 programmes", "service_areas": "21 service areas", "programme.councils": "six councils"},
    facts=(
        ("summary", r"first ideas for the next phase of the work on innovation"),
        ("1", r"Creative Councils programme ended"),
        ("1", r"Further to the Board’s meeting.*work programme anew.*first ideas"),
        ("2", r"joined up, and that spreads good practice"),
        ("2", r"not always called so"),
        ("2", r"Small innovations are where larger ones begin"),
        ("2", r"leads to savings and to better lives.*no extra"),
        ("3", r"not only what is done, but how"),
        ("3", r"leaders give their staff room"),
        ("3", r"Tech City in East London"),
        ("3", r"fail on the way"),
        ("4", r"need not be large.*new to one place.*local people need should drive it"),
        ("5", r"officers who lead programmes could meet every month as an informal group"),
        ("5", r"join the work up, to share what they learn and to do nothing twice"),
        ("6.1", r"map of every council in each programme on innovation.*good practice in each of the 21 service areas"),
        ("6.1", r"the LGA’s map of shared services.*the LGA offers.*peer challenges"),
        ("6.2", r"speakers and sessions.*LGA annual conference.*Bournemouth.*three days in July 2014"),
        ("6.3", r"lead communications on innovation.*partners"),
        ("7", r"Nesta, the Design Council and FutureGov"),
        ("7", r"safe space to innovate on the hardest problems.*children"),
        ("7", r"LGA lacks since Creative Councils ended"),
        ("8", r"regional workshops for chief executives and leaders, “Meeting the Challenge”"),
        ("8", r"local firms and the voluntary and community sector.*how they develop"),
        ("9", r"Transformation Challenge Award.*Department for Communities and Local Government.*with all councils"),
        ("9", r"more rounds.*advise the department and councils"),
        ("10", r"^Members are asked to:$"),
        ("10.1", r"^comment on the ideas and on the way forward"),
        ("11", r"once the Board has decided on the work programme"),
    ),
)  # fmt: skip

PLAN = Real(
    called="report to the Board of 2013 on the Innovation Programme Plan",
    kind="plan",
    title="Innovation Programme Plan 2013-2014",
    head=("Purpose", "Summary", "Recommendation", "Action", "Contact officers"),
    headings=((1, "Innovation programme"), (1, "Appendix 1: Innovation Programme Plan 2013-2014")),
    numbers="1 1.1 1.2 1.3 1.4 1.5 2",
    contacts=("Senior Adviser", "Adviser"),
    counted={"programme.places": "six places", "programme.councils": "five councils"},
    facts=(
        ("purpose", r"^For discussion and direction\.$"),
        ("summary", r"up to date with the work planned on innovation, which builds on Creative Councils"),
        ("recommendations", r"note the progress made.*views on what came of it and on what is planned next"),
        ("action", r"^Officers to act on what the Board decides"),
        ("1", r"Creative Councils, with Nesta, is the Board’s leading programme"),
        ("1", r"last meeting.*Surrey.*innovation a focus of its peer challenge"),
        ("1", r"Other programmes have innovation at their heart:$"),
        ("1.1", r"^Adult Social Care Efficiency"),
        ("1.2", r"^Food Waste pilot"),
        ("1.3", r"^Future Councils"),
        ("1.4", r"^Capital and Assets pathfinders"),
        ("1.5", r"^Whole-place community budgets"),
        ("2", r"together in one plan\. Appendix 1 is the Innovation Programme Plan.*comment on it and to endorse it"),
        *(("appendix", line) for line in (
            r"Programme management \| Report to the Board\. \| Quarterly",
            r"Programme management \| Oversee the programme and agree its strategy\. \| Ongoing",
            r"Programme management \| Keep up communication.*Nesta and Creative Councils\. \| Ongoing",
            r"Programme management \| Hold meetings.* \| At least three times a year",
            r"Creative Councils \| Carry out the programme with Nesta.* \| Ongoing",
            r"Creative Councils \| Spread what Creative Councils learn: go to camps.* \| Ongoing",
            r"Creative Councils \| Review the learning.*what comes next\. \| By December 2013",
            r"LGA conference \| .*Innovation Zone together with Nesta.* \| By July 2013",
            r"Dissemination of good practice \| Collect 12 innovation stories.* \| By September 2013",
            r"Dissemination of good practice \| Put together a collection.*up to date\. \| Ongoing",
            r"Dissemination of good practice \| Put two original pieces.*website\. \| Every two months",
            r"Innovation masterclass for members \| Consider.* \| By July 2013",
            r"Members’ role in innovation \| Interview members.*conference\. \| By July 2013",
            r"Knowledge Navigator \| .*share what it finds.* \| Ongoing",
            r"LGA programme boards \| Let the six Creative Councils present.* \| Ongoing",
            r"LGA programme boards \| Look through.*examples of innovation\. \| Ongoing",
            r"LGA programme boards \| .*peer challenges\. \| Ongoing",
            r"Evaluation and review \| Evaluate the work of 2012-2013.*business plan\. \| Ongoing",
            r"Evaluation and review \| Keep this plan up to date.* \| Ongoing",
        )),
    ),
    appendix=Appendix(
        "Appendix 1: Innovation Programme Plan 2013-2014", ("Theme", "Detailed activity", "Timetable"), 19,
        ("Programme management", "Creative Councils", "LGA conference", "Dissemination of good practice",
         "Innovation masterclass for members", "Members’ role in innovation", "Knowledge Navigator",
         "LGA programme boards", "Evaluation and review"),
    ),
)  # fmt: skip

PORTFOLIO = Real(
    called="portfolio holder's report to the Board of 2013",
    kind="portfolio",
    title="Improvement and Innovation Board: report from Cllr Peter Fleming",
    head=(),
    headings=(
        (1, "INNOVATION"), (2, "Innovation Zone with Nesta"), (2, "Improvement and innovation sessions"),
        (2, "Creative Councils camp"),
        (1, "LEADERSHIP"), (2, "Leadership development"),
        (1, "TRANSPARENCY"), (2, "Problems with prosecuting unlawful subletting"),
        (2, "Making transparency work for you"),
        (1, "PRODUCTIVITY"), (2, "Launch of One Public Estate"),
    ),
    numbers="1 1.1 1.2 1.3 2 3 4 5 6 7 8 9",
    contacts=("Head of Leadership and Productivity",),
    contacts_at_end=True,
    counted={},
    facts=(
        ("1", r"\bwe\b.*conference and exhibition.*2 and 3 July 2013.*first time.*Nesta curates"),
        ("1.1", r"show social innovations"),
        ("1.2", r"Creative Councils, and on ageing, health, jobs and other subjects"),
        ("1.3", r"practical sessions, for groups and one-to-one"),
        ("2", r"councils that are ready to think anew"),
        ("3", r"plenary on fresh practice with the chief executive of Nesta"),
        ("3", r"peer support and on the commissioning council"),
        ("3", r"masterclass on how to reshape a workforce.*being shared by councils"),
        ("4", r"^On 24 and 25 April I was at a camp of Creative Councils, which Stoke-on-Trent hosted"),
        ("4", r"Wigan, Monmouthshire, Derbyshire and Rotherham"),
        ("4", r"risk, governance and finance"),
        ("4", r"eleven themes.*four of them: the culture of organisations, leadership, embedding innovation, and cap"),
        ("4", r"until the programme ends.*Innovation Zone"),
        ("5", r"In March the Board discussed"),
        ("5", r"District Councils’ Network.*second workshop of Leadership for Improvement.*28 participants"),
        ("6", r"^I answered.*sublet.*teams of specialists.*energy suppliers and internet providers"),
        ("7", r"fellow member of the Board spoke at a seminar and workshop.*Leeds"),
        ("7", r"publishing data.*open data.*good practice"),
        ("8", r"Since my last report One Public Estate was launched together with the Cabinet Office"),
        ("8", r"I told the media"),
        ("8", r"about £370 billion"),
        ("9", r"12 pilot areas"),
        *(("9", council) for council in (
            "Bristol", "Cheshire West and Chester", "Essex", "Hampshire", "Hull", "Leeds", "Nottingham", "Portsmouth",
            "Sheffield", "Surrey", "Warrington", "Worcestershire",
        )),
        ("9", r"\bI hope\b"),
    ),
)  # fmt: skip

REAL = (ZONE, UPDATE, STRATEGY, PLAN, PORTFOLIO)
