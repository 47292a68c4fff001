//! The clock and its witnesses as administrators see them, and what fell due while nobody ran the hospital
//! (decisions.md D15): a no-show is a fact only where somebody could have checked the patient in.

use crate::{
    authorize::authorize,
    deciding::Decision,
    failure::Failure,
    hospital::{Hospital, IdempotencyKey},
    prepare::Prepared,
    stopped::Stopped,
    usecase::{
        Action, CancelDraw, CloseDrawList, CloseEntry, EndSession, GiveDrawn, LapseHold, LapseOffer, MarkMissed,
        OpenDraw, PassOn, PublishFromTemplate, ReadyBed, ReleasePool, Request, SettleClosure, UnblockBed,
    },
    view::{ClockState, FutureEvents, Held, UnattendedSpan},
    writer::{Core, RETRY_AFTER},
};
use chrono::Duration;
use journal::{StoreError, Unattended};
use model::{actor::Actor, message::Refusal, scheduling::ReasonCode, time::Instant};
use scheduling::{
    Due,
    read::{EntryView, Moment, SessionView},
};
use tracing::Instrument as _;

/// A gap longer than this counts as time in which nobody ran the hospital; starting a new version takes less.
const ABSENCE_MAX: Duration = Duration::minutes(10);
/// At most this many held things of one span are shown.
const SHOWN_MAX: usize = 200;

/// Does it wait for an administrator?
fn waits(spans: &[Unattended], at: Instant, due: Due) -> bool {
    due.takes_from_somebody() && in_one_of(spans, at)
}

fn in_one_of(spans: &[Unattended], at: Instant) -> bool {
    spans.iter().any(|(since, until)| *since < at && at <= *until)
}

/// The use case that does something due.
fn of(due: Due) -> Request {
    match due {
        Due::MarkMissed(appointment) => MarkMissed { appointment }.into(),
        Due::ReadyBed(bed) => ReadyBed { bed }.into(),
        Due::UnblockBed(bed) => UnblockBed { bed }.into(),
        Due::EndSession(session) => EndSession { session }.into(),
        Due::LapseOffer(entry) => LapseOffer { entry }.into(),
        Due::CloseEntry(entry) => CloseEntry { entry }.into(),
        Due::LapseHold(slot, seat) => LapseHold { slot, seat }.into(),
        Due::PassOn(slot, seat) => PassOn { slot, seat }.into(),
        Due::PublishFromTemplate(template, date, _) => PublishFromTemplate { template, date }.into(),
        Due::SettleClosure(session, _) => SettleClosure { session }.into(),
        Due::ReleasePool(session, pool) => ReleasePool { session, pool }.into(),
        Due::CloseDrawList(draw) => CloseDrawList { draw }.into(),
        Due::OpenDraw(draw) => OpenDraw { draw }.into(),
        Due::GiveDrawn(draw) => GiveDrawn { draw }.into(),
        Due::CancelDraw(draw) => CancelDraw { draw, reason: ReasonCode::Hospital, text: None }.into(),
    }
}

/// How many seats of a draw are given in one tick: each is a decision of its own.
const GIVEN_AT_ONCE: usize = 50;

/// The decisions of what is due by itself now.
pub(crate) fn due(core: &Core) -> Vec<Decision> {
    let decision =
        |request: Request| -> Decision { Box::new(move |deciding| request.decide(deciding, &Prepared::default())) };
    // The seed of a draw has to be unsealed before it is opened: `open_draws` does it.
    let is_ready = |request: &Request| request.action() != Action::OpenDraw;
    let times = |request: Request| {
        let times = if request.action() == Action::GiveDrawn { GIVEN_AT_ONCE } else { 1 };
        std::iter::repeat_n(request, times)
    };
    core.due(core.watch.shows()).into_iter().filter(is_ready).flat_map(times).map(decision).collect()
}

/// Opens the draws whose time has come.
pub(crate) async fn open_draws(hospital: &Hospital) {
    let draws = {
        let worlds = hospital.worlds();
        worlds.scheduling.draws_to_open(Moment { now: hospital.now_of(&worlds), zone: hospital.zone() })
    };
    for draw in draws {
        let Ok(key) = IdempotencyKey::new(format!("open-draw.{draw}")) else { continue };
        match hospital.execute(&Actor::system(), key, OpenDraw { draw }.into()).await {
            Err(Failure::Refused(refusal)) if refusal.code == "draw-wrong-seed" => {
                tracing::error!(%draw, "the seed of a draw cannot be unsealed; an administrator has to cancel the draw");
            }
            // Another node was faster, or it is tried again with the next tick.
            Ok(_) | Err(Failure::Refused(_) | Failure::Busy { .. }) => {}
            Err(failure) => tracing::error!(?failure, "the seed of a draw cannot be opened"),
        }
    }
}

impl Core {
    /// What is due by itself at `now`, or at the time of the last event if that is later; not what fell due while
    /// nobody was there.
    pub(crate) fn due(&self, now: Instant) -> Vec<Request> {
        let spans = self.unattended();
        let due = self.due_with_times(now).into_iter().filter(|(at, due)| !waits(&spans, *at, *due));
        due.map(|(_, due)| of(due)).collect()
    }

    /// Everything that is due, each with the time at which it fell due.
    fn due_with_times(&self, now: Instant) -> Vec<(Instant, Due)> {
        let mut worlds = self.worlds_mut();
        let now = now.max(worlds.at);
        worlds.scheduling.due(Moment { now, zone: self.zone })
    }
}

impl Hospital {
    /// Renews the mark that shows that the hospital runs, and learns from it in which spans nobody ran it. While
    /// nothing is written, the mark is not written either.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub(crate) async fn attend(&self) -> Result<(), StoreError> {
        let core = &self.inner.core;
        let (now, last) = {
            let worlds = self.worlds();
            (self.now_of(&worlds), worlds.at)
        };
        if self.stopped_but_for_the_server() {
            return Ok(());
        }
        let absence_max = (!self.inner.config.stepped).then_some(ABSENCE_MAX);
        let attended = self.journal().attend(now, last, absence_max).await?;
        if let Some(shows) = attended.server_shows {
            core.watch.server_shows(shows);
        }
        for (since, until) in attended.unattended.iter().filter(|span| !core.unattended().contains(span)) {
            tracing::warn!(%since, %until, "nobody ran the hospital; what fell due waits for an administrator");
        }
        core.set_unattended(attended.unattended);
        Ok(())
    }

    /// Is writing stopped for a reason other than the server's clock, which is read together with the mark?
    fn stopped_but_for_the_server(&self) -> bool {
        use crate::clock::ClockFault;
        match self.stopped() {
            None | Some(Stopped::Clock(ClockFault::PartedFromServer { .. })) => false,
            Some(Stopped::Journal | Stopped::Clock(ClockFault::Moved { .. } | ClockFault::BehindLastEvent { .. })) => {
                true
            }
        }
    }

    /// The clock as an administrator sees it.
    ///
    /// # Errors
    /// As every read; only administrators.
    pub async fn clock_state(&self, actor: &Actor) -> Result<ClockState, Failure> {
        self.may_manage_clock(actor)?;
        let core = &self.inner.core;
        let shows = core.watch.shows();
        let future = match self.journal().first_after(shows + Duration::minutes(1)).await.map_err(unreadable)? {
            Some((first, at)) => {
                let (seq, last) = {
                    let worlds = self.worlds();
                    (worlds.seq, worlds.at)
                };
                Some(FutureEvents { first, first_at: at, last_at: last, count: seq + 1 - first })
            }
            None => None,
        };
        let now = self.now();
        let due = core.due_with_times(now);
        let spans = core.unattended();
        let held = |(since, until): &Unattended| {
            let items: Vec<_> = due.iter().filter(|(at, due)| waits(&[(*since, *until)], *at, *due)).collect();
            UnattendedSpan {
                since: *since,
                until: *until,
                count: items.len() as u64,
                held: items.into_iter().take(SHOWN_MAX).map(|(at, due)| self.held(*at, *due)).collect(),
            }
        };
        let page =
            ClockState { now, shows, stopped: self.stopped(), future, unattended: spans.iter().map(held).collect() };
        Ok(page)
    }

    /// Names no patient: the department's day list says who it is.
    fn held(&self, at: Instant, due: Due) -> Held {
        let worlds = self.worlds();
        let moment = Moment { now: at, zone: self.zone() };
        let (department, window) = match due {
            Due::MarkMissed(appointment) => {
                let visit = worlds.scheduling.appointment(appointment);
                visit.map(|visit| (visit.department, (visit.from, visit.until))).unzip()
            }
            Due::EndSession(session) | Due::SettleClosure(session, _) | Due::ReleasePool(session, _) => {
                let session = worlds.scheduling.session(session, moment);
                let at = |session: &SessionView, minute| moment.zone.instant(session.date, minute);
                let span = |session: &SessionView| (at(session, session.from), at(session, session.until));
                session.map(|session| (session.department, span(&session))).unzip()
            }
            Due::LapseOffer(entry) | Due::CloseEntry(entry) => {
                let entry = worlds.scheduling.waitlist_entry(entry, moment);
                let window = |entry: &EntryView| entry.offer.map(|offer| (offer.from, offer.until));
                (entry.as_ref().map(|entry| entry.department), entry.as_ref().and_then(window))
            }
            Due::PassOn(slot, _) | Due::LapseHold(slot, _) => {
                let view = worlds.scheduling.slot(slot, moment);
                let department = worlds.scheduling.slot_place(slot).map(|place| place.department);
                (department, view.map(|slot| (slot.from, slot.until)))
            }
            Due::CloseDrawList(draw) | Due::OpenDraw(draw) | Due::GiveDrawn(draw) | Due::CancelDraw(draw) => {
                let draw = worlds.scheduling.draw(draw);
                draw.map(|draw| (draw.department, (draw.closes_at, draw.drawn_at))).unzip()
            }
            Due::PublishFromTemplate(..) | Due::ReadyBed(_) | Due::UnblockBed(_) => (None, None),
        };
        let department = department.and_then(|department| worlds.scheduling.department(department));
        Held { due: at, what: of(due).action(), department: department.map(|department| department.name), window }
    }

    /// The clock is right as it is: writing goes on.
    ///
    /// # Errors
    /// [`Failure::Denied`]; a refusal when nothing is wrong, or when something other than the clock is.
    pub async fn agree_to_clock(&self, actor: &Actor) -> Result<(), Failure> {
        self.may_manage_clock(actor)?;
        let Some(Stopped::Clock(fault)) = self.stopped() else {
            return Err(Refusal::new("clock-not-stopped").into());
        };
        // Hospital time has gone on since the last event, and the next one is not before it.
        let until = self.now().max(self.worlds().at);
        let watch = &self.inner.core.watch;
        let agreed = watch.agreement(until);
        self.journal().agree(agreed).await.map_err(unreadable)?;
        self.audit_log().note_done(self.now(), actor, Action::ManageClock)?;
        tracing::warn!(?fault, "an administrator agrees to the clock; writing goes on");
        // Nothing is decided before it is known what fell due meanwhile and waits, even if whoever agreed hangs up.
        let hospital = self.clone();
        let learnt = async move {
            let _writing = hospital.inner.core.writing.clone().lock_owned().await;
            hospital.inner.core.watch.agree(agreed);
            hospital.attend().await
        };
        tokio::spawn(learnt.in_current_span()).await.map_err(|_| Failure::Broken)?.map_err(unreadable)
    }

    /// Decides now what fell due in a span in which nobody ran the hospital.
    ///
    /// # Errors
    /// [`Failure::Denied`]; [`Failure::NotFound`] if there is no such span, or it was seen to already.
    pub async fn see_to(&self, actor: &Actor, since: Instant) -> Result<(), Failure> {
        self.may_manage_clock(actor)?;
        let core = &self.inner.core;
        if !core.unattended().iter().any(|(from, _)| *from == since) {
            return Err(Failure::NotFound);
        }
        self.journal().seen_to(since).await.map_err(unreadable)?;
        self.audit_log().note_done(self.now(), actor, Action::ManageClock)?;
        core.set_unattended(core.unattended().into_iter().filter(|(from, _)| *from != since).collect());
        Ok(())
    }

    fn may_manage_clock(&self, actor: &Actor) -> Result<(), Failure> {
        if authorize(actor, Action::ManageClock, &Default::default()).is_ok() {
            return Ok(());
        }
        self.audit_denial(actor, Action::ManageClock)?;
        Err(Failure::Denied)
    }
}

fn unreadable(error: StoreError) -> Failure {
    tracing::error!(%error, "the mark that the hospital runs cannot be read or written");
    Failure::Busy { retry_after: RETRY_AFTER }
}
