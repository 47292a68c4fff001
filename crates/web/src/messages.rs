//! What a message to somebody says, in words: on a phone, on the person's page and at the desk.

use crate::locale::Localizer;
use hospital::messages::{Notice, Says, Visit};
use model::{message::Message, scheduling::Silence, time::Instant};

/// The text of what is said on a phone.
#[must_use]
pub fn said(t: &Localizer, says: &Says) -> String {
    match says {
        Says::Notice { name, notice } => words(t, name, notice),
        Says::LoginCode { code, minutes } => {
            t.say(&Message::new("message-login-code").with("code", code.as_str()).with("minutes", *minutes))
        }
        Says::FamilyAsked { asker } => t.say(&Message::new("message-family-asked").with("name", asker.as_str())),
    }
}

/// The text of a message to somebody of this name. On a phone the name is masked, and the localizer is of the language
/// that the person chose.
#[must_use]
pub fn words(t: &Localizer, name: &str, notice: &Notice) -> String {
    let message = match notice {
        Notice::SeatOffered { from, until, answer_by, .. } => Message::new("message-seat-offered")
            .with("window", window(t, *from, *until))
            .with("by", t.day_and_clock(*answer_by)),
        Notice::OfferLapsed { to_end: false, .. } => Message::new("message-offer-lapsed"),
        Notice::OfferLapsed { to_end: true, .. } => Message::new("message-offer-lapsed-to-end"),
        Notice::OfferWithdrawn { .. } => Message::new("message-offer-withdrawn"),
        Notice::EntryClosed { .. } => Message::new("message-entry-closed"),
        Notice::Booked(visit) => of_visit(t, Message::new("message-booked"), visit),
        Notice::Moved { before: Some(before), visit } => {
            of_visit(t, Message::new("message-moved"), visit).with("before", t.day_and_clock(*before))
        }
        Notice::Moved { before: None, visit } => of_visit(t, Message::new("message-moved-to"), visit),
        Notice::Cancelled { asked: true, visit } => of_visit(t, Message::new("message-cancelled-asked"), visit),
        Notice::Cancelled { asked: false, visit } => of_visit(t, Message::new("message-cancelled"), visit),
        Notice::CancelUndone(visit) => of_visit(t, Message::new("message-cancel-undone"), visit),
        Notice::RoomChanged(visit) => of_visit(t, Message::new("message-room-changed"), visit),
        Notice::DeviceChanged(visit) => of_visit(t, Message::new("message-device-changed"), visit),
        Notice::Transferred(visit) => Message::new("message-transferred").with("room", place(t, visit)),
        Notice::SessionClosed { before, kept: Some(kept), answer_by, silence, .. } => {
            let id = match silence {
                Some(Silence::Keep) => "message-session-closed-keep",
                Some(Silence::Return) => "message-session-closed-return",
                None => "message-session-closed",
            };
            Message::new(id)
                .with("before", t.day_and_clock(*before))
                .with("window", window(t, kept.from, kept.until))
                .with("by", t.day_and_clock(*answer_by))
        }
        Notice::SessionClosed { before, kept: None, .. } => {
            Message::new("message-session-closed-phone").with("before", t.day_and_clock(*before))
        }
        Notice::ClosureUndone(visit) => of_visit(t, Message::new("message-closure-undone"), visit),
        Notice::OldSeatKept { kept, answer_by, .. } => Message::new("message-old-seat-kept")
            .with("window", window(t, kept.from, kept.until))
            .with("by", t.day_and_clock(*answer_by)),
        Notice::RebookingLapsed { .. } => Message::new("message-rebooking-lapsed"),
        Notice::KeptSeatGone { .. } => Message::new("message-kept-seat-gone"),
        Notice::MissedExcused { from, .. } => {
            Message::new("message-missed-excused").with("from", t.day_and_clock(*from))
        }
        Notice::AppealDeclined { from, .. } => {
            Message::new("message-appeal-declined").with("from", t.day_and_clock(*from))
        }
        Notice::ExcuseUndone { from, .. } => Message::new("message-excuse-undone").with("from", t.day_and_clock(*from)),
        Notice::BedKept { .. } => Message::new("message-bed-kept"),
        Notice::DrawWon(visit) => of_visit(t, Message::new("message-draw-won"), visit),
        Notice::DrawNotWon { begins, rank, is_lined_up, .. } => {
            let id = if *is_lined_up { "message-draw-lined-up" } else { "message-draw-not-won" };
            Message::new(id).with("begins", t.day_and_clock(*begins)).with("rank", *rank)
        }
        Notice::DrawPassedOver { begins, .. } => {
            Message::new("message-draw-passed-over").with("begins", t.day_and_clock(*begins))
        }
        Notice::DrawDropped { begins, number, .. } => Message::new("message-draw-dropped")
            .with("begins", t.day_and_clock(*begins))
            .with("number", number.to_string()),
        Notice::DrawProlonged { begins, closes_at, drawn_at, .. } => Message::new("message-draw-prolonged")
            .with("begins", t.day_and_clock(*begins))
            .with("closes", t.day_and_clock(*closes_at))
            .with("drawn", t.day_and_clock(*drawn_at)),
        Notice::DrawCancelled { begins, .. } => {
            Message::new("message-draw-cancelled").with("begins", t.day_and_clock(*begins))
        }
    };
    t.say(&message.with("name", name))
}

fn of_visit(t: &Localizer, message: Message, visit: &Visit) -> Message {
    message.with("window", window(t, visit.from, visit.until)).with("room", place(t, visit))
}

/// The device that is used, if there is one, and the room.
fn place(t: &Localizer, visit: &Visit) -> String {
    let room = t.label(&visit.room);
    visit.device.as_ref().map_or_else(|| room.clone(), |device| format!("{} · {room}", t.label(device)))
}

/// `11月26日 周四 09:00–09:20`
fn window(t: &Localizer, from: Instant, until: Instant) -> String {
    format!("{} {}", t.day(t.zone().date(from)), t.window(from, until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{locale::Locale, ui::samples};
    use hospital::messages::Window;
    use model::{
        Label,
        id::{AppointmentId, DrawId, JourneyId, SlotId, WaitlistEntryId},
    };

    fn all() -> Vec<Notice> {
        let visit = Visit {
            journey: JourneyId(samples::id(1)),
            appointment: AppointmentId(samples::id(2)),
            from: samples::at(9, 0),
            until: samples::at(9, 20),
            room: Label::new("3 诊室", "Room 3"),
            device: None,
        };
        let entry = WaitlistEntryId(samples::id(3));
        let (journey, appointment) = (visit.journey, visit.appointment);
        let (draw, begins) = (DrawId(samples::id(5)), samples::at(9, 0));
        let later = Window { from: samples::at(14, 40), until: samples::at(15, 0) };
        let closed = |kept, silence| Notice::SessionClosed {
            journey,
            appointment,
            before: visit.from,
            kept,
            answer_by: samples::at(8, 30),
            silence,
        };
        vec![
            Notice::SeatOffered {
                entry,
                slot: SlotId(samples::id(4)),
                from: visit.from,
                until: visit.until,
                answer_by: samples::at(8, 30),
            },
            Notice::OfferLapsed { entry, to_end: false },
            Notice::OfferLapsed { entry, to_end: true },
            Notice::EntryClosed { entry },
            Notice::Booked(visit.clone()),
            Notice::Moved { before: Some(samples::at(8, 0)), visit: visit.clone() },
            Notice::Cancelled { asked: false, visit: visit.clone() },
            Notice::Cancelled { asked: true, visit: visit.clone() },
            Notice::RoomChanged(visit.clone()),
            Notice::BedKept { journey: JourneyId(samples::id(1)) },
            Notice::OfferWithdrawn { entry },
            Notice::CancelUndone(visit.clone()),
            Notice::Moved { before: None, visit: visit.clone() },
            closed(Some(later), None),
            closed(None, Some(Silence::Keep)),
            closed(Some(later), Some(Silence::Keep)),
            closed(Some(later), Some(Silence::Return)),
            Notice::ClosureUndone(visit.clone()),
            Notice::OldSeatKept { journey, appointment, kept: later, answer_by: samples::at(8, 30) },
            Notice::RebookingLapsed { journey, appointment },
            Notice::KeptSeatGone { journey, appointment },
            Notice::DrawWon(visit.clone()),
            Notice::DrawNotWon { draw, begins, rank: 31, is_lined_up: false },
            Notice::DrawNotWon { draw, begins, rank: 31, is_lined_up: true },
            Notice::DrawPassedOver { draw, begins, rank: 31 },
            Notice::DrawDropped { draw, begins, number: 4_827_193_650 },
            Notice::DrawProlonged { draw, begins, closes_at: samples::at(8, 0), drawn_at: samples::at(8, 5) },
            Notice::DrawCancelled { draw, begins },
            Notice::MissedExcused { journey, appointment, from: begins },
            Notice::AppealDeclined { journey, appointment, from: begins },
            Notice::ExcuseUndone { journey, appointment, from: begins },
            Notice::DeviceChanged(Visit { device: Some(Label::new("CT 一号机", "CT 1")), ..visit.clone() }),
            Notice::Transferred(visit),
        ]
    }

    #[test]
    fn each_says_whom_it_is_for_and_fits_a_phone() {
        let english: Vec<String> =
            all().iter().map(|notice| words(&samples::localizers()[1], "林*英", notice)).collect();
        for (notice, english) in all().iter().zip(english) {
            let chinese = words(&samples::localizers()[0], "林*英", notice);
            assert!(chinese.starts_with("林*英：") && english.starts_with("林*英: "), "{chinese} {english}");
            // A text message in Chinese has 70 characters.
            assert!(chinese.chars().count() <= 70, "{chinese}");
            assert!(english.chars().count() <= 160, "{english}");
            for text in [&chinese, &english] {
                assert!(!text.contains(['{', '$']) && !text.contains("message-"), "{text}");
            }
        }
    }

    #[test]
    fn the_texts_are_these() {
        let [chinese, english] = samples::localizers();
        assert_eq!((chinese.locale(), english.locale()), (Locale::Chinese, Locale::English));
        let said = |t: &Localizer, number: usize| words(t, "林*英", &all()[number]);
        assert_eq!(
            said(&chinese, 0),
            "林*英：候补的 11月26日 周四 09:00–09:20 有号，为您留到 11月26日 08:30，请打开预约页面接受或让过。"
        );
        assert_eq!(said(&chinese, 5), "林*英：原定 11月26日 08:00 的就诊已改为 11月26日 周四 09:00–09:20，3 诊室。");
        assert_eq!(
            said(&english, 6),
            "林*英: we are sorry, the hospital cancelled your appointment of Thu 26 Nov 09:00–09:20. Please choose \
            another time."
        );
        assert_eq!(
            said(&english, 8),
            "林*英: your appointment of Thu 26 Nov 09:00–09:20 is held in Room 3. The time stays the same."
        );
        assert_eq!(said(&chinese, 10), "林*英：为您留的候补号所在的门诊停诊，此号作废，您的位次不变。");
        assert_eq!(said(&chinese, 11), "林*英：取消已撤回，11月26日 周四 09:00–09:20 的就诊照常，3 诊室。");
        assert_eq!(
            said(&chinese, 13),
            "林*英：11月26日 09:00 停诊，为您留了 11月26日 周四 14:40–15:00，请于 11月26日 08:30 前答复。"
        );
        assert_eq!(
            said(&chinese, 15),
            "林*英：11月26日 09:00 停诊，改到 11月26日 周四 14:40–15:00。11月26日 08:30 前不答复即按此就诊。"
        );
        assert_eq!(
            said(&chinese, 16),
            "林*英：11月26日 09:00 停诊，为您留了 11月26日 周四 14:40–15:00。11月26日 08:30 前不答复即作废。"
        );
        assert_eq!(said(&english, 12), "林*英: your appointment is now Thu 26 Nov 09:00–09:20, Room 3.");
    }

    #[test]
    fn whoever_needs_a_device_is_told_which() {
        let Some(Notice::Transferred(visit)) = all().pop() else { panic!("the last is a transfer") };
        let device = Some(Label::new("CT 一号机", "CT 1"));
        let notice = Notice::Transferred(Visit { device, ..visit });
        let said = words(&samples::localizers()[0], "林*英", &notice);
        assert_eq!(said, "林*英：请改到 CT 一号机 · 3 诊室 候诊。您的号不变，也不用重新排队。");
        let changed = all().into_iter().find(|notice| matches!(notice, Notice::DeviceChanged(_))).expect("among all");
        let [chinese, english] = samples::localizers().map(|t| words(&t, "林*英", &changed));
        assert_eq!(chinese, "林*英：11月26日 周四 09:00–09:20 改用 CT 一号机 · 3 诊室，时间不变。");
        assert_eq!(
            english,
            "林*英: your appointment of Thu 26 Nov 09:00–09:20 is now on CT 1 · Room 3. The time stays the same."
        );
    }
}
