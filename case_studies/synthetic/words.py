"""The words that made-up records are written in: a few that stand everywhere, many that stand hardly anywhere.

Frequencies fall as 1/rank, as they do in real text, so that a benchmark meets both a word in half the records and a
word in five of them. The tail is of words that mean nothing, made of syllables.
"""

import random
from itertools import accumulate, product

_GLUE = """
the of and to a in for with on by from was were is are it that this their they we our which as at be has have
had more not than after before each when who where one two into over across through without between other
"""
GLUE = tuple(_GLUE.split())

_STEMS = """
service resident council team work data plan home need support community health care people area partner cost
time change process digital online contact report family school child young older adult worker housing tenant
rent repair waste bin recycle collect street road light park library leisure sport museum art culture event
business market trade shop job skill train learn college apprentice volunteer charity group network forum
survey feedback question answer call phone letter form website portal account payment bill tax benefit debt
advice money budget saving income grant fund invest contract supplier procure order stock fleet vehicle driver
route map sensor signal camera station cycle walk bus rail travel parking permit licence inspect visit assess
review referral case record file system software tool app screen tablet cloud server code test pilot trial
scale launch design sketch workshop idea prototype evidence measure outcome target figure trend forecast model
risk safety alarm fire flood storm heat energy solar carbon climate tree garden field river water drain bridge
path fence building estate office depot garage room desk hub centre clinic nurse doctor hospital discharge
patient carer dementia fall mobility equipment lift ramp kitchen bath bed sleep food meal diet weight exercise
smoke alcohol drug crime police court probation noise pet dog pest damp mould boiler window door roof wall
insulation plot planning consent appeal policy strategy board member officer manager leader staff crew
apprenticeship payroll absence morale culture shift rota overtime agency recruit retain mentor coach award
audit standard rule law duty right consult vote election register ballot meeting minute agenda record archive
print post delivery stamp queue wait delay backlog demand peak season summer winter morning evening weekend
holiday festival fair stall neighbour village town city district ward county border coast island harbour farm
forest hill valley
"""
STEMS = tuple(_STEMS.split())

_ONSETS = ("b", "br", "c", "d", "f", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u")
_MIDDLES = ("l", "n", "r", "v", "b", "mp", "st")
_CODAS = ("amble", "andle", "aster", "ippet", "orrow", "ilkin", "udge", "unsel", "arvin", "ommet")

GAINS = (
    "Fewer", "Faster", "Better", "Cheaper", "Earlier", "Simpler", "Fairer", "Greener", "Safer", "Closer",
)  # fmt: skip
WAYS = ("through", "with", "by", "thanks to", "using", "in place of", "beyond", "without")


def vocabulary() -> tuple[list[str], list[float]]:
    """Return about 7,900 words, commonest first, and their cumulative weights; always the same."""
    shuffle = random.Random(0)  # noqa: S311  made-up text is no secret
    stems = list(dict.fromkeys(STEMS))
    shuffle.shuffle(stems)
    plurals = [plural(stem) for stem in stems]
    rare = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _MIDDLES, _CODAS)]
    shuffle.shuffle(rare)
    known = [*GLUE, *stems, *plurals]
    weights = [1 / (rank + 4) for rank in range(len(known))] + [0.3 / (len(known) + rank) for rank in range(len(rare))]
    return known + rare, list(accumulate(weights))


def plural(word: str) -> str:
    """Return the plural that most English words have."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
