"""What staff and partners call each kind of report, and where it may have to go."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.advice.danger import danger_rules
from sharp.reports.levels import rules_in_use
from sharp.schools.categories import CATEGORIES, Category
from sharp.triage.wording import ABOUT, said

KINDS: Mapping[str, Any] = {
    "bully_verbal": _l("Verbal bullying"),
    "bully_social": _l("Social bullying: exclusion, rumours"),
    "bully_physical": _l("Physical bullying"),
    "bully_online": _l("Online bullying"),
    "prejudice_race": _l("Prejudice: race"),
    "prejudice_religion": _l("Prejudice: religion or belief"),
    "prejudice_lgbt": _l("Prejudice: sexual orientation or trans"),
    "prejudice_disability": _l("Prejudice: disability or SEND"),
    "prejudice_sex": _l("Prejudice: sex"),
    "prejudice_gender": _l("Prejudice: gender"),
    "prejudice_traveller": _l("Prejudice: Gypsy, Roma or Traveller"),
    "prejudice_appearance": _l("Prejudice: appearance"),
    "prejudice_care": _l("Prejudice: care experience or young carer"),
    "prejudice_language": _l("Prejudice: language (EAL)"),
    "assault": _l("Assault"),
    "fight_planned": _l("Planned fight"),
    "threat": _l("Threats of violence"),
    "weapon_carry": _l("Weapon carried"),
    "weapon_threat": _l("Threat with a weapon"),
    "sexual_comments": _l("Sexual harassment, upskirting"),
    "sexual_touch": _l("Sexual touching"),
    "sexual_assault": _l("Sexual assault"),
    "nudes_self": _l("Nudes: image of the pupil"),
    "nudes_other": _l("Nudes: image of somebody else"),
    "nudes_threat": _l("Threat to share nudes"),
    "sextortion": _l("Sextortion"),
    "grooming": _l("Grooming"),
    "cyber": _l("Cyber crime"),
    "theft": _l("Theft"),
    "robbery": _l("Robbery"),
    "damage": _l("Criminal damage"),
    "arson": _l("Arson"),
    "drugs": _l("Drugs"),
    "drugs_supply": _l("Drug supply"),
    "alcohol": _l("Alcohol"),
    "vape": _l("Vaping or smoking"),
    "gang_exploit": _l("Gang or criminal exploitation"),
    "extremism": _l("Extremism"),
    "attack_planned": _l("Planned attack on many people"),
    "home_harm": _l("Harm at home"),
    "home_fighting": _l("Domestic abuse witnessed"),
    "neglect": _l("Neglect or hunger"),
    "forced_marriage": _l("Forced marriage or so-called honour-based abuse"),
    "fgm": _l("FGM"),
    "selfharm": _l("Self-harm or suicide"),
    "friend_worry": _l("Worried about a friend"),
    "staff_concern": _l("Concern about an adult in school"),
    "police_concern": _l("Concern about a police officer"),
    "truancy": _l("Truancy"),
    "missing_person": _l("Missing from school"),
    "asb_area": _l("Anti-social behaviour near school"),
    "site_safety": _l("Site safety"),
    "something_good": _l("Something good"),
    "idea": _l("Idea"),
    "not_sure": _l("The pupil does not know what it is"),
}
REFER: Mapping[str, Any] = {
    "ceop": _l("CEOP Safety Centre"),
    "prevent": _l("Prevent, through the DSL"),
    "nrm": _l("National Referral Mechanism"),
    "la": _l("local authority children’s services (MASH)"),
    "attendance": _l("attendance team"),
    "iopc": _l("IOPC"),
}
TICKED = re.compile(r"^Ticked: (\w+)\.")


@dataclass(frozen=True)
class Guidance:
    """What partners call it, and where it may go."""

    npcc: str
    hocr: str
    dfe: str
    refer: str


def kind_words(kind: str) -> str:
    """A kind that is no longer listed is shown by its id: it was true when it was ticked."""
    return str(KINDS.get(kind, kind))


def kinds_words(kinds: Iterable[str], about: str) -> str:
    """The kinds in staff's terms; with none ticked, what it is about."""
    return "; ".join(kind_words(kind) for kind in kinds) or said(ABOUT, about)


def reason_words(reason: str) -> str:
    """A proposed level's reason names the kind that was ticked by its id, and quotes the rules that proposed it."""
    for sentence in (*rules_in_use().sentences(), *danger_rules().reasons()):
        reason = reason.replace(sentence, str(_(sentence)))
    return TICKED.sub(lambda found: str(_("Ticked: %(kind)s.", kind=kind_words(found[1]))), reason)


def guidance_for(kinds: Iterable[str]) -> Guidance | None:
    """Of the categories ticked; None when there are none."""
    known = [CATEGORIES[kind] for kind in kinds if kind in CATEGORIES]
    if not known:
        return None
    return Guidance(
        npcc=_joined(name for each in known for name in each.npcc),
        hocr=_joined(each.hocr for each in known if each.hocr),
        dfe=_joined(code for each in known for code in each.dfe),
        refer=_joined(str(REFER[place]) for place in _places(known)),
    )


def _places(known: Iterable[Category]) -> Iterator[str]:
    return (place for category in known for place in category.refer)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
