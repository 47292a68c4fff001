//! The wire format of each transaction, request and answer, as golden files.

use crate::desk::{
    Desk, RESIDENT_ID, admission, by, discharge, fifty_thousand, query, reversal, settlement, sign_in, take_back, trial,
};
use model::person::CredentialKind;
use payer::{Message, Platform as _, message::Lines2301};
use std::time::Duration;

/// Asserts both sides of one exchange.
async fn golden(desk: &Desk, message: &Message) {
    let platform = desk.sandbox.in_process(Duration::from_secs(2));
    let answer = platform.send(message.bytes().to_vec()).await.unwrap();
    let lines = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(",\"", ",\n\"");
    insta::assert_snapshot!(format!("{}-request", message.infno()), lines(message.bytes()));
    insta::assert_snapshot!(format!("{}-answer", message.infno()), lines(&answer));
}

#[tokio::test]
async fn every_transaction_is_written_as_the_platform_wants_it() {
    let mut desk = Desk::open().await;
    let message = desk.build(&sign_in());
    golden(&desk, &message).await;
    let message = desk.build(&by(CredentialKind::ResidentId, RESIDENT_ID));
    golden(&desk, &message).await;
    let message = desk.build(&admission(desk.now()));
    golden(&desk, &message).await;
    let mdtrt_id = format!("370100{}00000001", desk.now().format("%Y%m%d"));
    let original = desk.line(&mdtrt_id, 1, "A1", "1000", "50");
    let refund = desk.refund_line(&original, 3, "1.5", "18.53");
    let drug = desk.line(&mdtrt_id, 2, "B1", "12.35", "1.5");
    let refund =
        payer::message::Line { init_feedetl_sn: Some(drug.1.feedetl_sn.clone()), pric: drug.1.pric, ..refund.1 };
    let lines = Lines2301::new(vec![original.1, drug.1, refund]).unwrap();
    let message = desk.build(&lines);
    golden(&desk, &message).await;
    let message = desk.build(&trial(&mdtrt_id, desk.now(), &fifty_thousand(), true));
    golden(&desk, &message).await;
    let settle = desk.build(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true));
    golden(&desk, &settle).await;
    let message = desk.build(&query(&mdtrt_id));
    golden(&desk, &message).await;
    let message = desk.build(&discharge(&mdtrt_id, desk.now()));
    golden(&desk, &message).await;
    let message = desk.build(&reversal(&message));
    golden(&desk, &message).await;
    let message = desk.build(&take_back(&mdtrt_id, &format!("{mdtrt_id}00000001")));
    golden(&desk, &message).await;
}

#[test]
fn forty_full_lines_fit_one_message() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let message = runtime.block_on(async {
        let mut desk = Desk::open().await;
        let lines =
            (1..=40).map(|number| desk.line("370100202611240000000001", number, "A1", "99999999.123456", "9999.1234"));
        let lines = Lines2301::new(lines.map(|(_, line)| line).collect()).unwrap();
        desk.build(&lines)
    });
    assert!(message.bytes().len() < 40_000);
}
