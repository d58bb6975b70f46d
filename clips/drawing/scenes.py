"""The scenes in which people meet: alone, with a friend, with an adult who helps, on the way."""

from clips.drawing.canvas import BRICK, SUN, SUN_WASH, Canvas, eased, mixed, sway
from clips.drawing.people import CAST, Pose
from clips.drawing.places import FLOOR, cloud, tree
from clips.drawing.stage import Moment, person, saying, scene
from clips.drawing.things import bench, big_hand, bus, bus_stop, cup, door, school_bag, table


@scene("alone", "playground")
def draw_alone(c: Canvas, m: Moment) -> None:
    """One stands apart; the others have turned to each other."""
    cloud(c, 120 + m.t * 3, 60, 0.9)
    others = m.given.get("who", [])[1:] or ["wei", "sam"]
    for number, who in enumerate(others):
        look = -0.7 if number else 0.7
        person(
            c,
            m,
            who,
            440 + number * 96,
            Pose("folded" if number else "down", "calm", look, bag=not number),
            number=number + 1,
        )
    saying(c, m, m.says(0), 462, 70, to=-1)
    person(c, m, m.who(0, "mia"), 168, Pose("straps", m.mood("sad"), -0.2, down=0.45, bag=True))


@scene("comes", "playground")
def draw_comes(c: Canvas, m: Moment) -> None:
    """A friend comes over, and stays."""
    cloud(c, 150 + m.t * 3, 60, 0.9)
    near = eased(m.t, 0.2, 2.2)
    walking = near < 1
    happy = "happy" if near > 0.95 else m.mood("sad")
    x = 610 - 246 * near
    step = sway(m.t, 0.7, 1.0) if walking else 0.0
    arms = "down" if walking else "round_left"
    person(c, m, m.who(0, "mia"), 250, Pose("straps", happy, 0.5, down=0.35 * (1 - near), bag=True))
    person(c, m, m.who(1, "leo"), x, Pose(arms, "happy", -0.5, step=step), number=1)
    if near > 0.98:
        saying(c, m, m.says(0, "heart"), 462, 78, to=-1)


@scene("bench", "park")
def draw_bench(c: Canvas, m: Moment) -> None:
    cloud(c, 210 + m.t * 4, 58)
    bench(c, 330, FLOOR, 300)
    arms = "round_right" if m.given.get("hug") else "lap"
    person(c, m, m.who(0, "amira"), 274, Pose(arms, m.mood("calm"), 0.6, seated=True))
    person(c, m, m.who(1, "sam"), 388, Pose("lap", m.given.get("other", "worried"), -0.6, seated=True), number=1)
    saying(c, m, m.says(0), 180, 92, to=1)
    saying(c, m, m.says(1), 484, 92, to=-1)


@scene("meet", "corridor")
def draw_meet(c: Canvas, m: Moment) -> None:
    """Two or three who stand and speak; a script says who, and what shows in their bubbles."""
    third = len(m.given.get("who", [])) > 2
    left, right = (220, 392) if third else (232, 420)
    person(c, m, m.who(0, "dev"), left, Pose(m.given.get("arms", "down"), m.mood("worried"), 0.6, bag=True))
    person(c, m, m.who(1, "teacher"), right, Pose("open", "happy" if m.t > 1 else "calm", -0.5), number=1)
    if third:
        person(c, m, m.who(2, "lily"), 540, Pose("down", "calm", -0.7), number=2)
    saying(c, m, m.says(0), left - 84, 80, to=1)
    saying(c, m, m.says(1), right + 112, 58, to=-1)


@scene("table", "room")
def draw_table(c: Canvas, m: Moment) -> None:
    """A pupil and an adult or two at a table; nobody stands over anybody."""
    person(c, m, m.who(0, "kofi"), 214, Pose("lap", m.mood("worried"), 0.6, seated=True), y=FLOOR + 14)
    person(c, m, m.who(1, "teacher"), 400, Pose("lap", "happy", -0.5, seated=True), y=FLOOR + 14, number=1)
    third = len(m.given.get("who", [])) > 2
    if third:
        person(c, m, m.who(2, "officer"), 530, Pose("lap", "calm", -0.6, seated=True), y=FLOOR + 14, number=2)
    table(c, 322, 262, 480)
    cup(c, 268, 254)
    cup(c, 348, 254, BRICK)
    saying(c, m, m.says(0), 124, 84, to=1)
    saying(c, m, m.says(1), 318 if third else 492, 74, to=1 if third else -1)


@scene("knock", "corridor")
def draw_knock(c: Canvas, m: Moment) -> None:
    """A pupil knocks, the door opens, somebody is glad to see them."""
    opened = eased(m.t, 1.4, 1.2)
    door(c, 420, 282, opened, str(m.given.get("sign", "Come in")))
    if opened > 0.4:
        person(c, m, m.who(1, "teacher"), 440, Pose("wave", "happy", -0.5), y=284, scale=1.0, number=1)
    arms = "knock" if opened < 0.4 else "down"
    mood = "happy" if opened > 0.9 else m.mood("worried")
    person(c, m, m.who(0, "wei"), 262, Pose(arms, mood, 0.7, bag=True))
    if opened > 0.9:
        saying(c, m, m.says(0, "heart"), 548, 84, to=-1)


@scene("walk", "park")
def draw_walk(c: Canvas, m: Moment) -> None:
    """Friends walk away from trouble, together; the trees go by."""
    for number in range(3):
        tree(c, (760 - m.t * 34 + number * 300) % 900 - 130, 286, 0.9 + 0.1 * number)
    cloud(c, 470 - m.t * 5, 58)
    friends = m.given.get("who", ["kofi", "lily", "dev"])
    for number, who in enumerate(friends):
        pose = Pose(
            "straps" if number == 1 else "down", "happy", 0.75, step=sway(m.t, 0.9, 1.0, number * 0.5), bag=True
        )
        bob = 0.0 if CAST[who].wheels else sway(m.t, 0.45, 1.6, number * 0.5)
        person(c, m, who, 320 + (number - (len(friends) - 1) / 2) * 128, pose, number=number, y=FLOOR + bob)


@scene("stop", "street")
def draw_stop(c: Canvas, m: Moment) -> None:
    """A bus stop; with `arrives` a bus comes."""
    if m.given.get("arrives"):
        bus(c, 640 - 262 * eased(m.t, 0.3, 2.6), 328)
    bus_stop(c, 120, FLOOR)
    company = m.given.get("who", ["jo"])
    for number, who in enumerate(company):
        mood = m.mood("worried")
        pose = Pose("straps" if number == 0 else "down", mood, 0.5 if number == 0 else -0.5, bag=not CAST[who].wheels)
        person(c, m, who, 218 + number * 112, pose, number=number)
    saying(c, m, m.says(0), 330, 72, to=-1)


@scene("row", "playground")
def draw_row(c: Canvas, m: Moment) -> None:
    """Many kinds of people, side by side."""
    for x in (90, 470):
        cloud(c, x + m.t * 3, 54, 0.8)
    friends = m.given.get("who", ["amira", "kofi", "jo", "dev", "lily"])
    for number, who in enumerate(friends):
        arms = "wave" if number % 2 == 0 and not CAST[who].wheels else "down"
        x = 320 + (number - (len(friends) - 1) / 2) * 116
        person(c, m, who, x, Pose(arms, m.mood("happy"), 0.3 - 0.15 * number), number=number, scale=1.05)


@scene("bed", "bedroom")
def draw_bed(c: Canvas, m: Moment) -> None:
    """Evening at home. A phone glows, or a grown-up sits down beside."""
    company = len(m.given.get("who", [])) > 1
    x = 270 if company else 316
    arms = "phone" if m.given.get("phone") else "lap"
    if m.given.get("phone"):
        c.circle(x, 214, 62, mixed("#cfd6e4", SUN_WASH, 0.8))
    person(c, m, m.who(0, "sam"), x, Pose(arms, m.mood("worried"), 0.5 * company, seated=True, down=0.2), y=FLOOR + 6)
    if company:
        person(c, m, m.who(1, "gran"), 400, Pose("round_left", "happy", -0.5, seated=True), y=FLOOR + 6, number=1)
    saying(c, m, m.says(0), 430 if not company else 516, 84, to=-1)


@scene("hands", "plain")
def draw_hands(c: Canvas, m: Moment) -> None:
    """Two hands meet before a rising sun."""
    c.circle(320, 300 - 90 * eased(m.t, 0.0, 2.4), 96, SUN)
    near = 92 * (1 - eased(m.t, 0.2, 1.8))
    breath = sway(m.t, 3.2, 2.5)
    big_hand(c, 300 - near, 196 + breath, CAST[m.who(0, "kofi")].skin, CAST[m.who(0, "kofi")].top, -1)
    big_hand(c, 338 + near, 194 + breath, CAST[m.who(1, "lily")].skin, CAST[m.who(1, "lily")].top, 1)


@scene("bag", "park")
def draw_bag(c: Canvas, m: Moment) -> None:
    """A school bag stays closed, and its owner turns to an adult."""
    cloud(c, 260 + m.t * 4, 56)
    school_bag(c, 130, FLOOR, 0.72)
    person(c, m, m.who(0, "kofi"), 262, Pose("folded" if m.t < 1.5 else "down", m.mood("worried"), 0.5))
    person(c, m, m.who(1, "teacher"), 424, Pose("open", "calm", -0.5), number=1)
    saying(c, m, m.says(0, "dots"), 544, 70, to=-1)
