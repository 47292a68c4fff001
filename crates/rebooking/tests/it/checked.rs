//! The checker finds what is wrong with a proposal or with its proof, so what it lets pass is right.

use crate::{calendars, department, displaced, plain, slot};
use model::{
    id::SlotId,
    scheduling::{Channel, Pool},
};
use rebooking::{Duals, Fault, FreeSlot, Kept, Outcome, Placed, Problem, Proposal, Step, Unplaced, check, propose};
use uuid::Uuid;

/// Four appointments of three people, six slots.
fn problem() -> Problem {
    let lost = vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 20), displaced(3, 3, 2, 40), displaced(4, 3, 1, 60)];
    let mut elsewhere = slot(5, 1, 100, 3);
    elsewhere.department = department(1);
    let kept = FreeSlot { pool: Pool::OnSite, channels: vec![Channel::OnSite], ..slot(6, 1, 1460, 1) };
    let slots = vec![slot(1, 1, 10, 1), slot(2, 1, 1440, 2), slot(3, 2, 1440, 1), slot(4, 3, 60, 1), elsewhere, kept];
    let calendars = calendars(&[(1, &[(1_500, 1_600)], &[2]), (2, &[(60, 70)], &[])]);
    Problem::new(lost, slots, calendars).unwrap()
}

fn placed(proposal: &mut Proposal, place: usize) -> &mut Placed {
    match &mut proposal.rebooked[place].outcome {
        Outcome::Placed(placed) => placed,
        Outcome::Unplaced(unplaced) => panic!("{unplaced:?}"),
    }
}

/// A general seat with the same clinician.
fn at_the_clinician(slot: SlotId, minutes_later: u32) -> Placed {
    Placed { slot, pool: Pool::General, kept: Kept::Clinician, minutes_later, nearer: None }
}

fn of_the_desk(slot: SlotId) -> Placed {
    Placed { pool: Pool::OnSite, ..at_the_clinician(slot, 1460) }
}

/// A change and the fault that it makes.
#[track_caller]
fn faulty(change: impl Fn(&mut Proposal), fault: Fault) {
    let problem = problem();
    let mut proposal = propose(&problem);
    assert_eq!(check(&problem, &proposal), Ok(proposal.cost.packed()));
    change(&mut proposal);
    assert_eq!(check(&problem, &proposal), Err(fault));
}

fn is(slot: u128) -> SlotId {
    SlotId(Uuid::from_u128(slot))
}

#[test]
fn a_proposal_that_breaks_a_rule_is_found() {
    let ids: Vec<_> = problem().displaced().iter().map(|displaced| displaced.appointment).collect();
    faulty(|proposal| proposal.rebooked.truncate(3), Fault::OtherAppointments);
    faulty(|proposal| proposal.rebooked.swap(0, 1), Fault::OtherAppointments);
    faulty(|proposal| placed(proposal, 0).slot = is(77), Fault::UnknownSlot(ids[0]));
    // In another department; before the old window; when the person is busy.
    faulty(|proposal| placed(proposal, 0).slot = is(5), Fault::Rule(ids[0]));
    faulty(|proposal| placed(proposal, 1).slot = is(1), Fault::Rule(ids[1]));
    faulty(|proposal| placed(proposal, 1).slot = is(4), Fault::Rule(ids[1]));
    // Kept for the desk, and in a pool that the slot does not have.
    faulty(|proposal| *placed(proposal, 0) = of_the_desk(is(6)), Fault::Rule(ids[0]));
    faulty(|proposal| *placed(proposal, 0) = of_the_desk(is(1)), Fault::UnknownSlot(ids[0]));
    // The first has the only seat of slot 1; the last one's overlaps with the third one's, which is the same person's.
    faulty(|proposal| placed(proposal, 3).slot = placed(proposal, 2).slot, Fault::Seats(ids[3]));
    faulty(
        |proposal| {
            *placed(proposal, 2) = at_the_clinician(is(3), 1400);
            *placed(proposal, 3) = at_the_clinician(is(2), 1380);
        },
        Fault::Overlap(ids[3]),
    );
    faulty(|proposal| placed(proposal, 0).minutes_later += 1, Fault::Words(ids[0]));
    faulty(|proposal| placed(proposal, 0).kept = Kept::Department, Fault::Words(ids[0]));
    faulty(|proposal| proposal.cost.lateness += 1, Fault::Cost);
    let without = Unplaced { reason: rebooking::NoSeat::Others, earlier: 0, impossible_day: 0, clash: 0, others: 0 };
    faulty(|proposal| proposal.rebooked[0].outcome = Outcome::Unplaced(without), Fault::Cost);
    faulty(|proposal| proposal.is_proven = false, Fault::Proven);
}

/// The proof of the case in which nobody has two appointments.
fn duals(proposal: &mut Proposal) -> &mut Duals {
    match &mut proposal.certificate.steps[..] {
        [Step::Bound(duals)] => duals,
        steps => panic!("{steps:?}"),
    }
}

#[test]
fn a_proof_that_proves_nothing_is_found() {
    // Two want one seat; who booked second has the other one.
    let problem = plain(
        vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 0)],
        vec![slot(1, 1, 20, 1), slot(2, 1, 40, 1), slot(3, 1, 60, 1)],
    );
    let proposal = propose(&problem);
    let with = |change: &dyn Fn(&mut Proposal)| {
        let mut changed = proposal.clone();
        change(&mut changed);
        check(&problem, &changed)
    };
    assert_eq!(with(&|_| ()), Ok(proposal.cost.packed()));
    // Every number, one more and one less: the sum no longer is the cost, or a pair costs less than its numbers.
    for more in [1, -1] {
        for place in 0..2 {
            assert!(with(&|proposal| duals(proposal).displaced[place] += more).is_err());
        }
        for place in 0..3 {
            assert!(with(&|proposal| duals(proposal).slots[place] += more).is_err());
        }
    }
    assert_eq!(with(&|proposal| duals(proposal).slots[2] = 1), Err(Fault::Step(0)));
    assert_eq!(
        with(&|proposal| {
            duals(proposal).slots.pop();
        }),
        Err(Fault::Step(0))
    );
    assert_eq!(with(&|proposal| duals(proposal).displaced.push(0)), Err(Fault::Step(0)));
    assert_eq!(with(&|proposal| duals(proposal).displaced[0] = i128::MAX), Err(Fault::Step(0)));
    assert_eq!(with(&|proposal| duals(proposal).slots.fill(i128::MIN)), Err(Fault::Step(0)));
    // All zero is a proof, but of nothing.
    let nothing = |proposal: &mut Proposal| {
        duals(proposal).displaced.fill(0);
        duals(proposal).slots.fill(0);
    };
    assert_eq!(with(&nothing), Err(Fault::Proven));
    let admitted = |proposal: &mut Proposal| {
        nothing(proposal);
        proposal.is_proven = false;
    };
    assert_eq!(with(&admitted), Ok(0));
    assert_eq!(with(&|proposal| proposal.certificate.steps.clear()), Err(Fault::Step(0)));
    // A split of two people's appointments splits nothing.
    let at = problem.slots()[0].window.start;
    let split = |pair: [usize; 2], without: [usize; 2]| {
        with(&|proposal| {
            let bound = proposal.certificate.steps[0].clone();
            proposal.certificate.steps = vec![Step::Split { pair, at, without }, bound.clone(), bound];
        })
    };
    assert_eq!(split([0, 1], [1, 2]), Err(Fault::Step(0)));
    assert_eq!(split([0, 0], [1, 2]), Err(Fault::Step(0)));
    assert_eq!(split([0, 7], [1, 2]), Err(Fault::Step(0)));
}

#[test]
fn a_case_may_neither_be_left_out_nor_used_twice() {
    let problem =
        plain(vec![displaced(1, 7, 1, 0), displaced(2, 7, 1, 0)], vec![slot(1, 1, 1440, 2), slot(2, 1, 1460, 1)]);
    let proposal = propose(&problem);
    let Step::Split { pair, at, without } = proposal.certificate.steps[0] else { panic!() };
    for other in [[1, 1], [2, 2], [0, 1], [1, 0], [1, 3]] {
        let mut changed = proposal.clone();
        changed.certificate.steps[0] = Step::Split { pair, at, without: other };
        assert!(matches!(check(&problem, &changed), Err(Fault::Step(_))), "{other:?}");
    }
    // Each case is proven for its own appointment and instant.
    let mut changed = proposal.clone();
    changed.certificate.steps[0] = Step::Split { pair: [pair[1], pair[0]], at, without };
    assert!(check(&problem, &changed).is_err());
    changed.certificate.steps[0] = Step::Split { pair, at: problem.slots()[0].window.end, without };
    assert!(check(&problem, &changed).is_err());
    assert_eq!(check(&problem, &proposal), Ok(proposal.cost.packed()));
}
