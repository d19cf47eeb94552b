"""What ought to be told to whom, by somebody who knows no trick: he walks the calendar day by day,
keeps notes of what was said, and does the post by hand. Nothing here is shared with the product
but the calendar, the words for kinds of days and the table of retries of MODEL 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.contracts.calendar import CALENDAR
from tracker.infra.clock import SHANGHAI

ONE_DAY = timedelta(days=1)
LEADS = (60, 30, 15, 7, 1, 0)
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 1440, 1440, 1440))
LEASE = timedelta(minutes=10)
AHEAD = 120  # days; what is due later is not looked at yet

Facts = tuple[date | None, int]  # due day and 分


@dataclass
class Matter:
    """A subject as it really is; ``by_note``: whoever says it is done ends it."""

    title: str
    due_on: date
    fen: int
    by_note: bool
    on_hold: bool = False
    noted: set[Facts] = field(default_factory=set)

    @property
    def facts(self) -> Facts:
        return self.due_on, self.fen

    @property
    def is_done(self) -> bool:
        return not self.fen or (not self.on_hold and self.facts in self.noted)

    @property
    def is_open(self) -> bool:
        return not self.is_done and not self.on_hold


@dataclass
class Wish:
    """What a person wants of the post."""

    hour: int = 9
    mode: str = "digest"
    mutes_notes: bool = False


@dataclass(eq=False)
class Mail:
    """One matter to one person by post."""

    said: Said
    person: str
    try_at: datetime
    state: str = "waiting"
    tries: int = 0
    free_at: datetime | None = None
    bundle: tuple[str, date] | None = None
    held_back: bool = False

    @property
    def is_missed(self) -> bool:
        return self.held_back or self.state in ("waiting", "sending", "dead")

    @property
    def is_urgent(self) -> bool:
        return self.said.stage in (0, -1)


@dataclass(eq=False)
class Said:
    """One stage of one revision, and who has it in his inbox."""

    book: Book
    revision: int
    stage: int
    facts: Facts
    on: date
    told: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    @property
    def missed(self) -> set[str]:
        """Those who have not had it by post, and neither wanted to be without nor had more."""
        return {one.person for one in self.mails if one.is_missed}

    def hold_back(self, person: str = "") -> None:
        """What waits is not sent any more; if this comes up again, they have yet to hear of it."""
        for mail in self.mails:
            if mail.state == "waiting" and person in ("", mail.person):
                mail.state, mail.held_back = "dropped", True

    def drop(self, person: str) -> None:
        """What waits for this person need not be sent any more."""
        for mail in self.mails:
            if mail.state == "waiting" and mail.person == person:
                mail.state = "dropped"


@dataclass(eq=False)
class Book:
    """All notes about one matter."""

    matter: Matter
    seen: Facts | None = None
    closed: bool = False
    revision: int = 0
    said: list[Said] = field(default_factory=list)
    later: dict[str, date] = field(default_factory=dict)
    handed: dict[str, str] = field(default_factory=dict)

    def last_told(self, person: str) -> Said | None:
        return next((one for one in reversed(self.said) if person in one.told), None)

    def hold_back(self) -> None:
        for one in self.said:
            one.hold_back()

    def drop(self, person: str) -> None:
        for one in self.said:
            one.drop(person)

    def revise(self, facts: Facts) -> None:
        if facts != self.seen:
            self.seen, self.later = facts, {}
            self.revision += 1


@dataclass
class Oracle:
    """``seats``: who is concerned, in the order in which they are told."""

    seats: tuple[str, ...]
    books: list[Book] = field(default_factory=list)
    wishes: dict[str, Wish] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    bundles: set[tuple[str, date]] = field(default_factory=set)
    letters: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    # --- planning ---------------------------------------------------------------------------------

    def sweep(self, now: datetime) -> None:
        for book in self.books:
            self._look(book, now)

    def _look(self, book: Book, now: datetime) -> None:
        matter, today = book.matter, day_of(now)
        is_ahead = matter.due_on > today + timedelta(days=AHEAD)
        if not book.revision and (not matter.is_open or is_ahead):
            return
        if matter.is_done:
            if not book.closed:
                book.hold_back()
            book.closed = True
        elif matter.on_hold:
            if not book.closed and book.seen and book.seen[0] is not None:
                book.hold_back()
                book.revise((None, book.seen[1]))
        elif not (book.closed and is_ahead):
            self._stands(book, now, is_ahead=is_ahead)

    def _stands(self, book: Book, now: datetime, *, is_ahead: bool) -> None:
        if book.closed:
            book.closed, book.seen = False, None
        if book.matter.facts != book.seen:
            book.hold_back()
            book.revise(book.matter.facts)
        if not is_ahead and not self._speak(book, now) and book.said:
            self.replace(book.said[-1], now)

    def _speak(self, book: Book, now: datetime) -> bool:
        today, due_on = day_of(now), book.matter.due_on
        reached = stages_until(today, due_on, book.later.values())
        if not reached or not is_news(reached[-1], book):
            return False
        if book.said and not any_workday_between(book.said[-1].on, today):
            return False
        fresh = [stage for stage in reached if is_news(stage, book)]
        told = [one for one in self.concerned(book) if self._hears(one, book, fresh, today)]
        told = [one for one in told if one in only_for(reached[-1], book, told)]
        if not told:
            return False
        for person in told:
            book.drop(person)
        said = Said(book, book.revision, reached[-1], book.matter.facts, today)
        book.said.append(said)
        for person in told:
            self.tell(said, person, now)
        return True

    def _hears(self, person: str, book: Book, fresh: list[int], today: date) -> bool:
        """Not before the day that he chose; on it always; otherwise when everybody does."""
        until = book.later.get(person)
        if until is not None and until > today:
            return False
        return any(
            is_usual(stage) or until == book.matter.due_on - timedelta(days=stage)
            for stage in fresh
        )

    def concerned(self, book: Book) -> list[str]:
        """Those in their seats, or whoever took the place."""
        found: list[str] = []
        for person in self.seats:
            passed = []
            while person in book.handed and person not in passed:
                passed.append(person)
                person = book.handed[person]
            if person not in found:
                found.append(person)
        return found

    def tell(self, said: Said, person: str, now: datetime) -> None:
        said.told.append(person)
        mail = Mail(said, person, now)
        said.mails.append(mail)
        self.mails.append(mail)

    def replace(self, said: Said, now: datetime) -> None:
        """When somebody who was told no longer counts, those who do now are told."""
        concerned = self.concerned(said.book)
        if all(person in concerned for person in said.told):
            return
        for person in concerned:
            if person not in said.told:
                self.tell(said, person, now)

    # --- the post ---------------------------------------------------------------------------------

    def deliver(self, now: datetime, *, refuses: bool = False, dies: bool = False) -> None:
        """One round; ``dies``: on the way back from the post office with the first letter."""
        if not time(9) <= now.astimezone(SHANGHAI).time() < time(17):
            return
        for letter in self._letters(now):
            put(letter, "sending", now)
            if refuses and not dies:
                for one in letter:
                    failed(one, now)
            else:
                self._hand_in(letter)
                if dies:
                    return
                put(letter, "sent", now)

    def _letters(self, now: datetime) -> list[list[Mail]]:
        """He looks through everything before he goes."""
        letters: list[list[Mail]] = []
        for mail in self._due(now):
            if any(mail in letter for letter in letters):
                continue
            if letter := self._letter(mail, now):
                letters.append(letter)
        return letters

    def _due(self, now: datetime) -> list[Mail]:
        """What may be tried; a claim that nobody recorded in time has failed."""
        for mail in self.mails:
            if mail.state == "sending" and mail.free_at and mail.free_at <= now:
                failed(mail, now)
        due = [one for one in self.mails if one.state == "waiting" and one.try_at <= now]
        return sorted(due, key=lambda one: one.try_at)

    def _hand_in(self, letter: list[Mail]) -> None:
        titles = frozenset(one.said.book.matter.title for one in letter)
        self.letters.append((letter[0].person, titles))

    def _letter(self, mail: Mail, now: datetime) -> list[Mail]:
        """What leaves in one cover with this mail, or nothing."""
        if mail.state != "waiting" or mail.try_at > now or not self._may_leave(mail, now):
            return []
        wish = self.wishes.setdefault(mail.person, Wish())
        if wish.mode != "digest" or mail.is_urgent:
            return [mail]
        today = day_of(now)
        bundle = mail.person, today
        if mail.bundle is None:
            opens = datetime.combine(today, time(wish.hour), SHANGHAI)
            if bundle in self.bundles:
                opens += ONE_DAY
            if now < opens:
                mail.try_at = opens
                return []
        self.bundles.add(mail.bundle or bundle)
        others = [
            one
            for one in self.mails
            if one is not mail
            and (one.person, one.bundle, one.state) == (mail.person, mail.bundle, "waiting")
            and one.try_at <= now
            and not one.is_urgent
        ]
        letter = [mail, *(one for one in others if self._may_leave(one, now))]
        for one in letter:
            one.bundle = one.bundle or bundle
        return letter

    def _may_leave(self, mail: Mail, now: datetime) -> bool:
        """The last look."""
        said, book = mail.said, mail.said.book
        is_same = (said.revision, said.facts) == (book.revision, book.matter.facts)
        if not book.matter.is_open or book.closed or not is_same:
            said.hold_back(mail.person)
        elif mail.person not in self.concerned(book):
            mail.state = "dropped"
            self.replace(said, now)
        elif not self._wanted(mail):
            mail.state = "dropped"
        return mail.state == "waiting"

    def _wanted(self, mail: Mail) -> bool:
        wish, by_note = self.wishes.setdefault(mail.person, Wish()), mail.said.book.matter.by_note
        if wish.mode == "off":
            return mail.is_urgent and not by_note
        return not (wish.mutes_notes and by_note)


# --- the calendar ---------------------------------------------------------------------------------


def day_of(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def is_usual(stage: int) -> bool:
    return stage in (*LEADS, -1) or (stage < 0 and stage % 7 == 0)


def stages_until(today: date, due_on: date, chosen: Iterable[date]) -> list[int]:
    """The stages met on a walk from long before the due day to ``today``, in that order."""
    met: list[int] = []
    extra = [(due_on - day).days for day in chosen]
    day = due_on - timedelta(days=90)
    while day <= today:
        met += sorted((s for s in _near(due_on, day, extra) if s not in met), reverse=True)
        day += ONE_DAY
    return met


def _near(due_on: date, day: date, extra: list[int]) -> Iterator[int]:
    """The stages that fire on this day; a holiday moves none by more than a fortnight."""
    for stage in range((due_on - day).days - 14, (due_on - day).days + 15):
        falls_on = due_on - timedelta(days=stage)
        is_stage = is_usual(stage) or (stage in extra and stage > 0)
        if is_stage and shifted(falls_on, back=stage >= 0) == day:
            yield stage


def shifted(day: date, *, back: bool) -> date:
    while not CALENDAR.is_workday(day):
        day += -ONE_DAY if back else ONE_DAY
    return day


def any_workday_between(last: date, today: date) -> bool:
    """Whether a working day has begun since: after ``last``, up to ``today``."""
    days = (last + timedelta(days=each) for each in range(1, (today - last).days + 1))
    return any(CALENDAR.is_workday(day) for day in days)


# --- what was said --------------------------------------------------------------------------------


def before(stage: int, book: Book) -> Said | None:
    """The last time that this stage was said, of an earlier day or amount."""
    same = [one for one in book.said if one.stage == stage and one.revision < book.revision]
    return same[-1] if same else None


def is_news(stage: int, book: Book) -> bool:
    """Nothing as urgent was said in this revision; and what was said of an earlier one is news for
    a day earlier or over a week later, or for whom the change kept from hearing of it."""
    if any(one.revision == book.revision and one.stage <= stage for one in book.said):
        return False
    earlier = before(stage, book)
    return earlier is None or bool(earlier.missed) or moved_enough(earlier, book)


def only_for(stage: int, book: Book, told: list[str]) -> list[str]:
    earlier = before(stage, book)
    if earlier is None or moved_enough(earlier, book):
        return told
    return [one for one in told if one in earlier.missed]


def moved_enough(earlier: Said, book: Book) -> bool:
    assert earlier.facts[0] is not None
    moved = (book.matter.due_on - earlier.facts[0]).days
    return moved < 0 or moved > 7


def put(letter: list[Mail], state: str, now: datetime) -> None:
    for one in letter:
        one.tries += state == "sending"
        one.state, one.free_at = state, now + LEASE


def failed(mail: Mail, now: datetime) -> None:
    mail.free_at = None
    if mail.tries > len(WAITS):
        mail.state = "dead"
    else:
        mail.state, mail.try_at = "waiting", now + WAITS[mail.tries - 1]
