//! The tables for reports follow what the hospital does, and a shutdown leaves them up to date.

use super::harness::Harness;
use std::time::Duration;

#[tokio::test]
async fn tables_follow_what_is_booked_and_stand_at_the_end_after_a_shutdown() {
    let harness = Harness::new(20).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[0]).await.unwrap();
    let journal = harness.hospital.inner.journal.clone();
    for _ in 0..300 {
        if harness.hospital.tables_behind() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let head = journal.head().await.unwrap().0;
    assert_eq!((harness.hospital.tables_behind(), crate::verify(&journal).await.unwrap().tables), (0, Some(head)));

    // Written last, and followed by the shutdown itself.
    let person = harness.person().await;
    harness.book(person, harness.slots[1]).await.unwrap();
    harness.hospital.shutdown().await;
    let (head, report) = (journal.head().await.unwrap().0, crate::verify(&journal).await.unwrap());
    assert_eq!((report.tables, report.findings), (Some(head), vec![]));
}
