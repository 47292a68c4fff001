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
        if let Some(joined) = visit.joined.filter(|_| visit.back_at.is_none()) {
            why.push(Message::new("queue-why-late").with("from", visit.from).with("joined", joined));
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
        Some(if self.now < visit.from {
            Message::new("queue-why-early").with("from", visit.from)
        } else if self.now > visit.until {
            let minutes = (self.now - visit.until).num_minutes();
            Message::new("queue-why-overdue").with("minutes", Value::Minutes(minutes))
        } else {
            Message::new("queue-why-window").with("from", visit.from)
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
