//! Messages as pages show them: a patient's own, and what the desk sees of what was sent.

use crate::{locale::Localizer, messages::words, ui::parts::Chip};
use hospital::messages::{Delivery, MessageView, Notice};
use model::message::Message;

/// A message.
pub(crate) struct Line {
    pub(crate) at: String,
    pub(crate) words: String,
    /// Where to look; `None` at the desk.
    pub(crate) href: Option<String>,
    /// What became of it; nothing for a patient who has read it.
    pub(crate) chip: Option<Chip>,
}

/// A message on the patient's own page, with the whole name.
pub(crate) fn own(t: &Localizer, message: &MessageView) -> Line {
    Line {
        at: t.day_and_clock(message.at),
        words: words(t, &message.person.name.full, &message.notice),
        href: Some(href(&message.notice)),
        chip: message.unread.then(|| Chip::new("ok", t.text("messages-unread"))),
    }
}

/// A message as the desk sees it: whether it arrived.
pub(crate) fn sent(t: &Localizer, message: &MessageView) -> Line {
    let (tone, words_of) = match message.delivery {
        Delivery::Waiting if message.attempts > 0 => {
            ("warn", t.say(&Message::new("desk-message-again").with("count", message.attempts)))
        }
        Delivery::Waiting => ("rest", t.text("desk-message-waiting")),
        Delivery::Sent(at) => ("ok", t.say(&Message::new("desk-message-sent").with("at", t.day_and_clock(at)))),
        Delivery::Failed => ("bad", t.text("desk-message-failed")),
        Delivery::Told => ("ok", t.text("desk-message-told")),
        Delivery::NoPhone => ("bad", t.text("desk-message-no-phone")),
        Delivery::Expired => ("rest", t.text("desk-message-expired")),
        Delivery::InApp => ("rest", t.text("desk-message-in-app")),
    };
    Line {
        at: t.day_and_clock(message.at),
        words: words(t, &message.person.name.masked, &message.notice),
        href: None,
        chip: Some(Chip::new(tone, words_of)),
    }
}

/// Where one sees what it is about.
fn href(notice: &Notice) -> String {
    match notice {
        Notice::SeatOffered { .. }
        | Notice::OfferLapsed { .. }
        | Notice::OfferWithdrawn { .. }
        | Notice::EntryClosed { .. } => "/waitlist".to_owned(),
        Notice::Booked(visit)
        | Notice::Moved { visit, .. }
        | Notice::Cancelled { visit, .. }
        | Notice::CancelUndone(visit)
        | Notice::ClosureUndone(visit)
        | Notice::DrawWon(visit)
        | Notice::RoomChanged(visit)
        | Notice::DeviceChanged(visit)
        | Notice::Transferred(visit) => {
            format!("/journeys/{}?visit={}", visit.journey, visit.appointment)
        }
        Notice::SessionClosed { journey, appointment, .. }
        | Notice::OldSeatKept { journey, appointment, .. }
        | Notice::RebookingLapsed { journey, appointment }
        | Notice::MissedExcused { journey, appointment, .. }
        | Notice::AppealDeclined { journey, appointment, .. }
        | Notice::ExcuseUndone { journey, appointment, .. }
        | Notice::KeptSeatGone { journey, appointment } => format!("/journeys/{journey}?visit={appointment}"),
        Notice::DrawNotWon { draw, .. }
        | Notice::DrawPassedOver { draw, .. }
        | Notice::DrawDropped { draw, .. }
        | Notice::DrawProlonged { draw, .. }
        | Notice::DrawCancelled { draw, .. } => format!("/draws/{draw}"),
        Notice::BedKept { journey } => format!("/journeys/{journey}"),
    }
}
