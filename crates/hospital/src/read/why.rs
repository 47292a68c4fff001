//! Why somebody who waits stands where they stand, in words: the same for the clinician, the desk and the patient.

use super::Reading;
use model::{
    message::{Message, Value},
    scheduling::QueueClass,
};
use scheduling::read::{AppointmentState, AppointmentView};

impl Reading<'_> {
    /// Why somebody has this place in the queue: by window, then by ticket; any rule that changes that is named first.
    pub(super) fn why(&self, visit: &AppointmentView, ahead: u32) -> Vec<Message> {
        if visit.state != AppointmentState::Arrived {
            return Vec::new();
        }
        let mut why = Vec::new();
        if visit.passes > 0 {
            why.push(Message::new("queue-why-passed").with("times", visit.passes));
        }
        if visit.returned {
            why.push(Message::new("queue-why-returned"));
        }
        let (from, _) = visit.promised;
        // An emergency that came late has its minutes all the same, which is said below.
        if let Some(joined) = visit.joined.filter(|_| visit.back_at.is_none() && visit.head_start == 0) {
            why.push(Message::new("queue-why-late").with("from", from).with("joined", joined));
        }
        // Sent on, and not back where they were booked: a transfer that was the second can have been taken back.
        let is_elsewhere = visit.transferred_at.is_some() || visit.promised != (visit.from, visit.until);
        if is_elsewhere && visit.back_at.is_none() {
            // Whoever came late keeps the place in the window that was joined, and no earlier one.
            why.push(Message::new("queue-why-transferred").with("from", visit.joined.unwrap_or(from)));
        }
        why.extend(class(visit));
        why.extend(self.by_window(visit));
        if ahead == 0 {
            why.push(Message::new("queue-why-next"));
        }
        why
    }

    /// What the window says; nothing for somebody who has been seen in it already.
    fn by_window(&self, visit: &AppointmentView) -> Option<Message> {
        if visit.back_at.is_some() {
            return None;
        }
        let (from, until) = visit.promised;
        Some(if self.now < from {
            Message::new("queue-why-early").with("from", from)
        } else if self.now > until {
            let minutes = (self.now - until).num_minutes();
            Message::new("queue-why-overdue").with("minutes", Value::Minutes(minutes))
        } else {
            Message::new("queue-why-window").with("from", from)
        })
    }
}

/// What the class does to the place.
fn class(visit: &AppointmentView) -> Option<Message> {
    let minutes = Value::Minutes(i64::from(visit.head_start));
    if visit.head_start == 0 && matches!(visit.class, QueueClass::Emergency | QueueClass::Priority) {
        // Whoever is late goes before nobody, which is said already.
        return visit.joined.is_none().then(|| Message::new("queue-why-in-window"));
    }
    match visit.class {
        QueueClass::Emergency => Some(Message::new("queue-why-emergency").with("minutes", minutes)),
        QueueClass::AfterTests => {
            let at = visit.back_at.unwrap_or(visit.from);
            Some(Message::new("queue-why-after-tests").with("at", at).with("minutes", minutes))
        }
        QueueClass::Priority => Some(Message::new("queue-why-priority").with("minutes", minutes)),
        QueueClass::Ordinary => None,
    }
}
