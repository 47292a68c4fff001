//! Draws through the whole hospital: the seed is in nobody's reach until it is opened, the winners have visits like any
//! other, everybody is told, and who may do what.
//!
//! Tomorrow's session of the clinician has three windows from 08:00 on with one seat each. It is 08:00; the list is open from
//! 08:10 to 09:00, and the seed is opened at 09:05.

use super::{
    harness::{Harness, refused, rules_with_waitlist, today},
    messages::kinds,
};
use crate::{
    Answer, Failure, Request, attended, read, usecase,
    view::{DrawOutcome, DrawPage, DrawStage, VisitState},
    writer::Work,
};
use chrono::Duration;
use model::{
    Label,
    id::{DrawId, EntrantId, PersonId, SessionId, SlotId},
    scheduling::{Channel, ReasonCode, RulesScope},
    time::{Instant, MinuteOfDay},
};

/// What is due by itself is decided, as the server does each second.
async fn tick(harness: &Harness) {
    attended::open_draws(&harness.hospital).await;
    harness.hospital.inner.core.queue.send(Work::Due(attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    let rules = usecase::AdoptRules { scope: RulesScope::Hospital, rules: rules_with_waitlist(), version: None };
    harness.system(Request::AdoptRules(rules)).await.unwrap();
}

struct Drawing {
    harness: Harness,
    session: SessionId,
    slots: Vec<SlotId>,
    draw: DrawId,
}

fn minutes(harness: &Harness, after: i64) -> Instant {
    harness.hospital.now() + Duration::minutes(after)
}

async fn drawing() -> Drawing {
    let harness = Harness::new(1).await;
    harness.at(0);
    let hours = (MinuteOfDay(480), MinuteOfDay(540));
    let (session, slots) = harness.publish(Label::new("3 诊室", "Room 3"), today().plus_days(1), hours, 1).await;
    let request = Request::SetUpDraw(usecase::SetUpDraw {
        session,
        opens_at: minutes(&harness, 10),
        closes_at: minutes(&harness, 60),
        drawn_at: minutes(&harness, 65),
    });
    assert!(matches!(harness.execute(&harness.desk(), request.clone()).await, Err(Failure::Denied)));
    let Ok(Answer::DrawSetUp { draw }) = harness.execute(&harness.admin(), request).await else { panic!() };
    Drawing { harness, session, slots, draw }
}

impl Drawing {
    async fn join(&self, person: PersonId) -> Result<Answer, Failure> {
        let request = usecase::JoinDraw { draw: self.draw, patient: person, channel: Channel::Online };
        self.harness.execute(&self.harness.patient(person), Request::JoinDraw(request)).await
    }

    async fn joined(&self, person: PersonId) -> EntrantId {
        let Ok(Answer::DrawJoined { entrant, number }) = self.join(person).await else { panic!() };
        assert_eq!(number.len(), 10);
        entrant
    }

    /// So many people on the list, which is open.
    async fn people(&self, count: usize) -> Vec<PersonId> {
        self.harness.at(10);
        let mut people = Vec::new();
        for _ in 0..count {
            let person = self.harness.person().await;
            self.joined(person).await;
            people.push(person);
        }
        people
    }

    async fn page(&self, person: PersonId) -> DrawPage {
        let asked = read::Draw { draw: self.draw, patient: None };
        self.harness.hospital.read(&self.harness.patient(person), asked).await.unwrap()
    }

    /// The list closes, and the seats are drawn.
    async fn over(&self) {
        for minute in [60, 65] {
            self.harness.at(minute);
            tick(&self.harness).await;
            tick(&self.harness).await;
        }
    }
}

/// Everything in the database's files.
fn stored(harness: &Harness) -> Vec<u8> {
    let folder = harness.place.kept.downcast_ref::<tempfile::TempDir>().unwrap();
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn the_winners_have_visits_the_others_wait_and_everybody_is_told() {
    let drawing = drawing().await;
    let harness = &drawing.harness;
    tick(harness).await;
    let people = drawing.people(5).await;
    assert_eq!(refused(harness.book(people[0], drawing.slots[0]).await).0, "slot-drawn");
    assert_eq!(refused(drawing.join(people[0]).await).0, "draw-joined");
    let page = drawing.page(people[0]).await;
    assert_eq!((page.about.stage, page.about.entrants, page.about.seats), (DrawStage::Listed, 5, 3));
    assert!(page.is_open && page.own.unwrap().can_leave);
    assert_eq!((page.seed, page.list_sha256), (None, None));
    drawing.over().await;

    let (mut won, mut lined_up) = (Vec::new(), 0);
    for person in &people {
        let page = drawing.page(*person).await;
        assert_eq!((page.about.stage, page.won), (DrawStage::Over, 3));
        let own = page.own.unwrap();
        let journeys = harness.hospital.read(&harness.patient(*person), read::Journeys { person: None }).await.unwrap();
        let said = kinds(harness, *person).await;
        match own.outcome {
            DrawOutcome::Won => {
                let visit = &journeys.journeys[0].visits[0];
                assert_eq!((Some(visit.appointment), visit.state), (own.appointment, VisitState::Booked));
                assert_eq!(said, ["draw_won"]);
                won.push((own.rank.unwrap(), visit.slot));
            }
            DrawOutcome::LinedUp => {
                lined_up += 1;
                assert!(journeys.journeys.is_empty());
                assert_eq!(said, ["draw_not_won"]);
                let waits =
                    harness.hospital.read(&harness.patient(*person), read::Waits { person: None }).await.unwrap();
                assert_eq!(waits.entries[0].wishes[0].place, Some(own.rank.unwrap() - 3));
            }
            other => panic!("{other:?}"),
        }
    }
    won.sort_unstable();
    assert_eq!(won, [(1, drawing.slots[0]), (2, drawing.slots[1]), (3, drawing.slots[2])]);
    assert_eq!(lined_up, 2);
    let record = harness.hospital.draw_record(&harness.doctor(), drawing.draw).await.unwrap();
    let verified = draws::verify(&record).unwrap();
    assert_eq!((verified.ranking.len(), verified.winners.len()), (5, 3));
    let text = record.to_json();
    assert!(people.iter().all(|person| !text.contains(&person.to_string())), "numbers only");
    assert_eq!(draws::Published::read(&text).unwrap(), record);
}

#[tokio::test]
async fn the_seed_is_in_nobodys_reach_before_it_is_opened() {
    let drawing = drawing().await;
    let harness = &drawing.harness;
    let people = drawing.people(2).await;
    harness.at(60);
    tick(harness).await;
    let seen = serde_json::to_string(&drawing.page(people[0]).await).unwrap();
    let record = harness.hospital.draw_record(&harness.patient(people[0]), drawing.draw).await.unwrap().to_json();
    let snapshot = serde_json::to_string(&harness.hospital.worlds().scheduling.snapshot()).unwrap();
    let before = stored(harness);
    // Nobody can open it, whoever asks, and the hospital itself not before its time.
    let open = Request::OpenDraw(usecase::OpenDraw { draw: drawing.draw });
    for actor in [harness.admin(), harness.desk(), harness.patient(people[0])] {
        assert!(matches!(harness.execute(&actor, open.clone()).await, Err(Failure::Denied)));
    }
    assert_eq!(refused(harness.system(open).await).0, "draw-not-due");
    harness.at(65);
    tick(harness).await;
    let seed = drawing.page(people[0]).await.seed.unwrap();
    let bytes = hex::decode(&seed).unwrap();
    for text in [seen.as_bytes(), record.as_bytes(), snapshot.as_bytes(), &before] {
        assert!(!holds(text, seed.as_bytes()) && !holds(text, &bytes));
    }
    assert!(holds(&before, drawing.page(people[0]).await.commitment.as_bytes()), "what is looked for would be found");
}

#[tokio::test]
async fn a_draw_is_joined_and_left_for_oneself_and_a_withdrawn_session_takes_it_along() {
    let drawing = drawing().await;
    let harness = &drawing.harness;
    let person = harness.person().await;
    assert_eq!(refused(drawing.join(person).await).0, "draw-not-open");
    harness.at(10);
    let entrant = drawing.joined(person).await;
    let stranger = harness.person().await;
    let leave = Request::LeaveDraw(usecase::LeaveDraw { entrant, reason: ReasonCode::PatientWish, text: None });
    assert!(matches!(harness.execute(&harness.patient(stranger), leave.clone()).await, Err(Failure::Denied)));
    let others = usecase::JoinDraw { draw: drawing.draw, patient: person, channel: Channel::Online };
    let joined = harness.execute(&harness.patient(stranger), Request::JoinDraw(others)).await;
    assert!(matches!(joined, Err(Failure::Denied)));
    harness.execute(&harness.patient(person), leave).await.unwrap();
    assert_eq!(drawing.page(person).await.own.unwrap().outcome, DrawOutcome::Left);
    drawing.joined(person).await;
    // Whoever calls a desk is served there.
    let by_desk = usecase::JoinDraw { draw: drawing.draw, patient: stranger, channel: Channel::OnSite };
    harness.execute(&harness.desk(), Request::JoinDraw(by_desk)).await.unwrap();

    let withdraw = usecase::WithdrawSession { session: drawing.session, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.admin(), Request::WithdrawSession(withdraw)).await.unwrap();
    for person in [person, stranger] {
        assert_eq!(drawing.page(person).await.own.unwrap().outcome, DrawOutcome::Cancelled);
        assert_eq!(kinds(harness, person).await, ["draw_cancelled"]);
    }
    let mine = harness.hospital.read(&harness.patient(person), read::Draws { person: None }).await.unwrap();
    assert_eq!(mine.entries.len(), 2, "with the one that was left");
}

#[tokio::test]
async fn whoever_is_erased_after_the_list_closed_is_passed_over() {
    let drawing = drawing().await;
    let harness = &drawing.harness;
    let people = drawing.people(4).await;
    harness.at(60);
    tick(harness).await;
    harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person: people[1] })).await.unwrap();
    harness.at(65);
    tick(harness).await;
    tick(harness).await;
    let record = harness.hospital.draw_record(&harness.admin(), drawing.draw).await.unwrap();
    let verified = draws::verify(&record).unwrap();
    assert_eq!((verified.ranking.len(), verified.winners.len()), (4, 3));
    assert_eq!(drawing.page(people[0]).await.about.stage, DrawStage::Over);
}

/// The list is open from 08:10 on; it is to close at 09:30 instead of 09:00.
#[tokio::test]
async fn a_list_that_stays_open_longer_is_told_to_those_on_it() {
    let drawing = drawing().await;
    let harness = &drawing.harness;
    let people = drawing.people(2).await;
    let longer = |closes_at| {
        let (reason, text) = (ReasonCode::Hospital, Some("停机".to_owned()));
        Request::ProlongDraw(usecase::ProlongDraw { draw: drawing.draw, closes_at, reason, text })
    };
    let closes_at = minutes(harness, 80);
    for actor in [harness.doctor(), harness.nurse(), harness.patient(people[0])] {
        assert!(matches!(harness.execute(&actor, longer(closes_at)).await, Err(Failure::Denied)));
    }
    harness.execute(&harness.desk(), longer(closes_at)).await.unwrap();
    let page = drawing.page(people[0]).await;
    let prolonged = page.prolonged.unwrap();
    assert_eq!((page.about.closes_at, prolonged.reason), (closes_at, ReasonCode::Hospital));
    assert_eq!(closes_at - prolonged.instead_of, Duration::minutes(30));
    assert_eq!(kinds(harness, people[1]).await, ["draw_prolonged"]);
    harness.at(60);
    tick(harness).await;
    let late = harness.person().await;
    drawing.joined(late).await;
    assert_eq!(kinds(harness, late).await, [] as [&str; 0], "whoever joins since knows it");
    harness.at(90);
    tick(harness).await;
    let too_late = harness.execute(&harness.admin(), longer(minutes(harness, 60))).await;
    assert_eq!(refused(too_late).0, "draw-sealed");
    harness.at(91);
    tick(harness).await;
    tick(harness).await;
    let record = harness.hospital.draw_record(&harness.doctor(), drawing.draw).await.unwrap();
    let verified = draws::verify(&record).unwrap();
    assert_eq!((verified.ranking.len(), verified.winners.len()), (3, 3));
}
