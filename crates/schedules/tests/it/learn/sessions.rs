//! The visits that were held out, as sessions.

use super::{Draws, group};
use schedules::learn::{GroupId, Observation, Observations, Which, learn, sessions};

/// A visit with a place in time that was held out.
fn held(group: GroupId, when: i64, start: u32, shown: bool, service_seconds: Option<u32>) -> Observation {
    let (start, shown) = (Some(start), Some(shown));
    Observation { when, start, shown, service_seconds, held_out: true, ..Observation::of(group) }
}

#[test]
fn visits_fill_one_session_after_the_other_in_order() {
    let mut seen = Observations::default();
    let group = seen.group(&["a"]).unwrap();
    for visit in [
        held(group, 2, 10, true, Some(201)),
        held(group, 1, 20, false, None),
        held(group, 1, 10, true, Some(101)),
        held(group, 1, 30, true, Some(103)),
        held(group, 2, 5, true, Some(200)),
        held(group, 3, 0, false, None),
        held(group, 3, 1, true, Some(300)),
        // What was learnt from is not replayed.
        Observation { held_out: false, ..held(group, 1, 15, true, Some(999)) },
    ] {
        seen.push(visit).unwrap();
    }
    let found = sessions(&seen, &["a".to_owned()], 2);
    // The seventh visit fills no session.
    let expected = vec![vec![Some(101), None], vec![Some(103), Some(200)], vec![Some(201), None]];
    assert_eq!(found.all, expected);
    assert_eq!((found.services, found.flags), (4, 6));
    assert_eq!(sessions(&seen, &[], 2).all, expected);
    assert_eq!(sessions(&seen, &[], 7).all.len(), 1);
    assert!(sessions(&seen, &[], 8).all.is_empty());
    assert!(sessions(&seen, &["b".to_owned()], 2).all.is_empty());
}

/// Where only others tell who comes, it is theirs; where nobody tells, all come.
#[test]
fn who_comes_may_be_known_of_others_only() {
    let mut seen = Observations::default();
    let (timed, flagged) = (seen.group(&["timed"]).unwrap(), seen.group(&["flagged"]).unwrap());
    for (start, seconds) in (0..).zip([60, 61, 62, 63, 64]) {
        seen.push(Observation { shown: None, ..held(timed, 1, start, true, Some(seconds)) }).unwrap();
    }
    let timed = ["timed".to_owned()];
    assert_eq!(sessions(&seen, &timed, 2).all, [[Some(60), Some(61)], [Some(62), Some(63)]]);
    for (start, shown) in (0..).zip([true, false, false, true, true, true, true, true]) {
        seen.push(held(flagged, 1, start, shown, None)).unwrap();
    }
    let found = sessions(&seen, &timed, 2);
    // The fourth session would need a sixth time.
    assert_eq!(found.all, [[Some(60), None], [None, Some(61)], [Some(62), Some(63)]]);
    assert_eq!((found.services, found.flags), (4, 6));
    // Somebody comes for whom there is no time: no session.
    assert!(sessions(&seen, &["flagged".to_owned()], 2).all.is_empty());
}

/// Where a group tells of itself who comes, it is not asked of others.
#[test]
fn who_comes_is_the_groups_own() {
    let mut seen = Observations::default();
    let (own, others) = (seen.group(&["own"]).unwrap(), seen.group(&["others"]).unwrap());
    for (start, shown) in (0..).zip([true, false, false, true]) {
        seen.push(held(own, 1, 2 * start, shown, shown.then_some(60 + start))).unwrap();
        seen.push(held(others, 1, 2 * start + 1, true, Some(500))).unwrap();
    }
    assert_eq!(sessions(&seen, &["own".to_owned()], 2).all, [[Some(60), None], [None, Some(63)]]);
    assert_eq!(sessions(&seen, &[], 4).all[0], [Some(60), Some(500), None, Some(500)]);
}

/// No bit depends on the order in which visits and groups were given.
#[test]
fn the_order_of_the_visits_does_not_matter() {
    let mut draws = Draws(3);
    let mut visits: Vec<([String; 2], Observation)> = Vec::new();
    let id = Observations::default().group(&[]).unwrap();
    for number in 0..3000 {
        let shown = draws.uniform() > 0.2;
        let path = [format!("type {}", draws.next() % 3), format!("clinician {}", draws.next() % 7)];
        let visit = Observation {
            when: (draws.next() % 20).cast_signed(),
            start: (number % 2 == 0).then(|| (draws.next() % 10) as u32),
            booked: Some((draws.next() % 1000).cast_signed()),
            lead_days: Some((draws.next() % 90) as u16),
            age: Some((draws.next() % 100) as u16),
            shown: Some(shown),
            service_seconds: shown.then(|| 60 + (draws.next() % 1500) as u32),
            held_out: draws.uniform() > 0.6,
            ..Observation::of(id)
        };
        visits.push((path, visit));
    }
    let found = |visits: &[([String; 2], Observation)]| {
        let mut seen = Observations::default();
        for ([kind, clinician], visit) in visits {
            let group = seen.group(&[kind, clinician]).unwrap();
            seen.push(Observation { group, ..*visit }).unwrap();
        }
        let paths: Vec<Vec<String>> = vec![vec![], vec!["type 1".to_owned()]];
        let replayed: Vec<_> = paths.iter().map(|path| sessions(&seen, path, 10)).collect();
        (learn(&seen, Which::All).unwrap(), learn(&seen, Which::Earlier).unwrap(), replayed)
    };
    let first = found(&visits);
    for _ in 0..3 {
        draws.shuffle(&mut visits);
        assert!(found(&visits) == first);
    }
    let (all, earlier, replayed) = first;
    assert_eq!(all.groups.len(), 1 + 3 + 21);
    let (all, earlier) = (group(&all, &[]).no_show.unwrap(), group(&earlier, &[]).no_show.unwrap());
    assert_eq!(all.n, 3000);
    assert!((1600..2000).contains(&earlier.n) && earlier.n < 3000, "{}", earlier.n);
    assert!(replayed[0].all.len() > 100 && replayed[1].all.len() > 30);
    // Visits without a start are mixed: sessions see about as many who do not come, not all of them together.
    let absent: Vec<usize> =
        replayed[0].all.iter().map(|session| session.iter().filter(|patient| patient.is_none()).count()).collect();
    assert!(absent.iter().max() < Some(&8), "{absent:?}");
}
