//! What happens with seats that are given back, held, waited for or drawn.

/// All events of the scheduling core: those that are given, those of waiting, then those of stays.
macro_rules! with_waiting {
    ($($others:tt)*) => {
        $crate::scheduling::events::stays::with_stays! {
            $($others)*
            /// A seat was given back, and nobody can book it for now: it is offered to those who wait.
            SeatSetAside 1 {
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
                /// When everybody can book it if nobody who waits has taken it: drawn at random.
                public_at: Instant,
            }
            /// A seat that was set aside can be booked by everybody again.
            SeatReleased 1 {
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
            }
            /// A seat is held for some minutes while its person decides (预占号).
            HoldPlaced 1 {
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
                /// For whom.
                patient: PersonId,
                /// The channel through which it was chosen.
                channel: Channel,
                /// Until when.
                until: Instant,
            }
            /// A seat is held no longer. Where it was booked, or is set aside for those who wait, the events that follow say so.
            HoldEnded 1 {
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
                /// Why.
                why: HoldEnd,
            }
            /// Somebody joined the waiting list.
            WaitlistJoined 1 {
                /// Id of the new entry.
                entry: WaitlistEntryId,
                /// Who waits.
                patient: PersonId,
                /// The department for which it is.
                department: DepartmentId,
                /// The channel through which it was joined, and through which a seat counts as booked.
                channel: Channel,
                /// What is waited for, each with the place in the line at this moment.
                wishes: Vec<PlacedWish>,
            }
            /// Somebody waits for something else. What was waited for already keeps its place.
            WaitlistChanged 1 {
                /// The entry.
                entry: WaitlistEntryId,
                /// What is waited for from now on, each with the place in the line at this moment.
                wishes: Vec<PlacedWish>,
            }
            /// Somebody no longer waits.
            WaitlistLeft 1 {
                /// The entry.
                entry: WaitlistEntryId,
                /// Why it was left.
                reason: Reason,
                /// When everybody can book the seat that was offered, if nobody takes it; none without an offer.
                public_at: Option<Instant>,
            }
            /// Nothing that an entry waits for can come any more.
            WaitlistClosed 1 {
                /// The entry.
                entry: WaitlistEntryId,
            }
            /// Whoever was next could not have the seat, and others are asked.
            WaitlistPassedOver 1 {
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
                /// Who, in the order of the line, and why.
                entries: Vec<PassedOver>,
            }
            /// A seat that was set aside was offered to the next who waits.
            SeatOffered 1 {
                /// The entry to which it was offered.
                entry: WaitlistEntryId,
                /// The slot.
                slot: SlotId,
                /// Which seat of the slot.
                seat: u16,
                /// Until when it is kept.
                until: Instant,
            }
            /// An offer lasts longer.
            OfferExtended 1 {
                /// The entry to which the seat was offered.
                entry: WaitlistEntryId,
                /// Until when it is kept now.
                until: Instant,
            }
            /// The session of a seat is not held: it is offered no longer, which costs nobody a place.
            OfferWithdrawn 1 {
                /// The entry to which the seat was offered.
                entry: WaitlistEntryId,
            }
            /// Somebody let an offer pass.
            OfferPassed 1 {
                /// The entry to which the seat was offered.
                entry: WaitlistEntryId,
                /// Too often: the entry now waits behind all others.
                to_end: bool,
                /// When everybody can book the seat, if nobody takes it.
                public_at: Instant,
            }
            /// Somebody did not answer an offer in time.
            OfferLapsed 1 {
                /// The entry to which the seat was offered.
                entry: WaitlistEntryId,
                /// Too often: the entry now waits behind all others.
                to_end: bool,
                /// When everybody can book the seat, if nobody takes it.
                public_at: Instant,
            }
            /// Somebody accepted an offer; the seat is booked by the event that follows.
            OfferAccepted 1 {
                /// The entry to which the seat was offered.
                entry: WaitlistEntryId,
            }
            /// The seats of a session are drawn among all who join until then (摇号). Until that is over nobody can book them.
            DrawSetUp 1 {
                /// Id of the new draw.
                draw: DrawId,
                /// The session.
                session: SessionId,
                /// How many seats are drawn: all of the session.
                seats: u32,
                /// The seed's fingerprint: the SHA-256 of its 32 bytes, in hexadecimal.
                commitment: String,
                /// The seed, sealed.
                seed: SideRef,
                /// From when on one can join.
                opens_at: Instant,
                /// When the list closes.
                closes_at: Instant,
                /// When the seed is opened.
                drawn_at: Instant,
            }
            /// The list of a draw stays open longer than was said, because people could not join. The seed is the same.
            DrawProlonged 1 {
                /// The draw.
                draw: DrawId,
                /// When the list closes now.
                closes_at: Instant,
                /// When the seed is opened now.
                drawn_at: Instant,
                /// Why it stays open longer.
                reason: Reason,
            }
            /// A draw does not take place, or not to its end: whatever seats are left can be booked by everybody.
            DrawCancelled 1 {
                /// The draw.
                draw: DrawId,
                /// Why it does not take place.
                reason: Reason,
            }
            /// Somebody joined a draw.
            DrawJoined 1 {
                /// Id of the new entrant.
                entrant: EntrantId,
                /// The draw.
                draw: DrawId,
                /// Who may win a seat.
                patient: PersonId,
                /// The channel through which it was joined, and through which a seat counts as booked.
                channel: Channel,
                /// What stands for the entrant on the list: random, ten digits.
                number: u64,
            }
            /// Somebody left a draw before its list closed.
            DrawLeft 1 {
                /// The entrant.
                entrant: EntrantId,
                /// Why the draw was left.
                reason: Reason,
            }
            /// Nobody can join or leave a draw any more.
            DrawListClosed 1 {
                /// The draw.
                draw: DrawId,
                /// The SHA-256 of the list, which holds numbers only, in hexadecimal.
                list_sha256: String,
                /// How many are on it.
                entrants: u32,
                /// Entrants that are not on it: another one of the same person, whose records were merged, is.
                dropped: Vec<EntrantId>,
            }
            /// The seed of a draw was opened, from which the ranks follow.
            DrawOpened 1 {
                /// The draw.
                draw: DrawId,
                /// The seed's 32 bytes, in hexadecimal.
                seed: String,
                /// The numbers of the closed list in the order of their lots.
                ranking: Vec<u64>,
            }
            /// Those who were next could not have any of the seats that were left.
            DrawPassedOver 1 {
                /// The draw.
                draw: DrawId,
                /// Who, in the order of their ranks, and why.
                entrants: Vec<PassedOverInDraw>,
            }
            /// Somebody won a seat, which is booked by the event that follows.
            DrawWon 1 {
                /// The entrant.
                entrant: EntrantId,
                /// The appointment that is booked.
                appointment: AppointmentId,
            }
            /// Somebody who won no seat waits for one that is given back. The entry of the waiting list is made by the event before.
            DrawLinedUp 1 {
                /// The entrant.
                entrant: EntrantId,
                /// The entry of the waiting list.
                entry: WaitlistEntryId,
            }
            /// A draw is over: seats that nobody won can be booked by everybody.
            DrawFinished 1 {
                /// The draw.
                draw: DrawId,
            }
        }
    };
}
pub(super) use with_waiting;
