"""A phone and ten recovery codes being enrolled: in the sealed session, so that a reload loses nothing."""

from dataclasses import dataclass

from sharp.accounts import one_time_codes, recovery_codes
from sharp.accounts.signing_in import WrongCode
from sharp.web.session_cookies import current_session

KEPT_AS = "enrolment"


@dataclass(frozen=True, repr=False)
class Enrolment:
    secret: bytes
    codes: tuple[str, ...]
    used_step: int
    """The time step of the code that proved the phone; 0: not proved yet."""

    @property
    def is_proved(self) -> bool:
        return self.used_step > 0


def current() -> Enrolment:
    """The one in this session, or a new one."""
    kept = current_session().get(KEPT_AS)
    if kept is None:
        return _keep(Enrolment(one_time_codes.new_secret(), recovery_codes.draw_codes(), 0))
    return Enrolment(bytes.fromhex(kept["secret"]), tuple(kept["codes"]), kept["used_step"])


def prove(typed: str) -> None:
    """The phone shows the right code. Raises WrongCode."""
    enrolled = current()
    step = one_time_codes.matching_step(enrolled.secret, typed)
    if step is None:
        raise WrongCode
    _keep(Enrolment(enrolled.secret, enrolled.codes, step))


def forget() -> None:
    current_session().pop(KEPT_AS, None)


def _keep(enrolled: Enrolment) -> Enrolment:
    current_session()[KEPT_AS] = {
        "secret": enrolled.secret.hex(), "codes": list(enrolled.codes), "used_step": enrolled.used_step,
    }  # fmt: skip
    return enrolled
