//! The pages in both languages and in every state.

use super::{
    board, leaving, open_stays,
    stay::{self, AdmissionStage},
    wristband,
};
use crate::ui::{
    checks::{all, first, sound, words},
    samples,
};
use askama::Template;
use hospital::{
    Failure,
    view::{AdmissionState, BedBlock, ClosedStay, OpenStay, OpenStayList, StayDetail, WardBoard, WrongCompany},
};
use model::{
    Label,
    id::{AdmissionId, WardId, short_code},
    message::{Message, Refusal},
    money::Yuan,
    scheduling::{BedRule, BlockReason},
};
use scraper::Html;

fn ward(t: &crate::locale::Localizer, page: &WardBoard) -> Html {
    let screen = board::WardScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        name: t.label(&page.ward.name),
        figures: board::figures(t, &page.figures),
        suggestion: board::first_suggestion(t, page),
        rooms: board::rooms(t, page),
        block_reasons: board::block_reasons(t),
        leaving: leaving::rows(t, page),
        coming: board::coming(t, page),
        waiting: board::waiting(t, page),
        admitting: board::admitting(t, page),
    };
    sound(&screen.render().unwrap())
}

fn admission(t: &crate::locale::Localizer, state: AdmissionState) -> Html {
    read(t, state, true)
}

fn read(t: &crate::locale::Localizer, state: AdmissionState, acts: bool) -> Html {
    opened(t, &samples::admission(state), acts)
}

fn opened(t: &crate::locale::Localizer, page: &StayDetail, acts: bool) -> Html {
    let board = samples::ward();
    let href = format!("/ward/stays/{}/deposits/1/receipt", page.admission.admission);
    let receipt = crate::ui::parts::Link { href, words: "3,000.00".into(), current: false };
    let deposits = stay::Deposits { suggested: None, taken: if acts { vec![receipt] } else { Vec::new() } };
    let screen = stay::AdmissionScreen {
        cancels: true,
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        id: page.admission.admission.to_string(),
        head: page.admission.patient.name.full.clone(),
        facts: String::new(),
        line: stay::line(t, page),
        chip: crate::ui::words::stay(t, page.admission.state),
        minutes: stay::minutes(t, page),
        allergies: stay::allergies(t, page),
        part: stay::stage(t, page, Some(&board), &deposits),
        sex_open: page.sex_open,
        in_bed_words: page.admission.bed.as_ref().map(|_| t.text("ward-stay")),
        acts,
        bill: acts,
    };
    sound(&screen.render().unwrap())
}

/// Whoever broke the glass, or a clinician of the department, may read; nothing is shown that would be denied.
#[test]
fn who_is_not_of_the_ward_reads_and_presses_nothing() {
    for t in samples::localizers() {
        for state in
            [AdmissionState::BedAssigned, AdmissionState::Arrived, AdmissionState::InBed, AdmissionState::Discharged]
        {
            let page = read(&t, state, false);
            assert!(all(&page, "main form, main a[href^='/ward']").is_empty(), "{state:?}");
        }
    }
}

/// A patient who came before there is a bed goes into none.
#[test]
fn who_arrived_without_a_bed_is_not_said_to_lie_in_one() {
    for t in samples::localizers() {
        let mut page = samples::admission(AdmissionState::Arrived);
        assert_eq!(all(&opened(&t, &page, true), "form[action$='/in-bed']").len(), 1);
        page.admission.bed = None;
        let page = opened(&t, &page, true);
        assert!(all(&page, "form[action$='/in-bed']").is_empty());
        assert!(words(all(&page, "main")[0]).contains(&t.text("ward-no-bed")));
    }
}

#[test]
fn rooms_are_rooms_and_every_bed_says_its_state_in_words() {
    for t in samples::localizers() {
        let page = ward(&t, &samples::ward());
        assert_eq!(all(&page, ".wardroom").len(), 5);
        assert_eq!(all(&page, ".bed").len(), 14);
        for bed in all(&page, ".bed") {
            assert!(!words(bed).is_empty());
        }
        assert_eq!(all(&page, ".bed.is-suggested").len(), 1);
        assert_eq!(all(&page, "form[action$='/ready']").len(), 1, "the one that is being cleaned");
        let text = words(all(&page, "main")[0]);
        assert!(text.contains("王*国") && !text.contains("王建国"), "a board seen from the corridor masks names");
    }
}

/// Who lies in a bed that is out of use, or has it kept, needs another; an empty one is only said to be so.
#[test]
fn a_bed_out_of_use_says_why_until_when_and_who_needs_another() {
    let block = BedBlock { reason: BlockReason::Staff, until: None };
    for t in samples::localizers() {
        let mut board = samples::ward();
        let occupied = board.rooms[0].beds.iter_mut().find(|bed| bed.occupant.is_some()).unwrap();
        occupied.blocked = Some(block);
        let page = ward(&t, &board);
        let blocked = all(&page, ".bed-blocked");
        assert_eq!(blocked.len(), 2);
        let needs = t.say(&Message::new("ward-bed-must-move").with("name", "赵*兰"));
        let said: Vec<String> = blocked.into_iter().map(words).collect();
        assert!(said[0].contains(&t.text("bed-block-staff")) && said[0].contains(&needs), "{said:?}");
        assert!(said[1].contains(&t.text("bed-block-broken")) && said[1].contains("18:00"), "{said:?}");
        assert_eq!(all(&page, "form[action$='/unblock']").len(), 2);
        let open = all(&page, "form[action$='/block'] select[name=reason] option");
        assert_eq!(open.len(), 12 * BlockReason::ALL.len(), "all others can be taken out of use");
    }
}

/// A bed that breaks a rule is offered apart from the others, with the rule; who has one shows it.
#[test]
fn a_bed_against_a_rule_is_apart_and_shows_the_rule() {
    for t in samples::localizers() {
        let mut board = samples::ward();
        board.rooms[0].beds[0].occupant.as_mut().unwrap().overruled = vec![BedRule::IsolatedAlone];
        let page = ward(&t, &board);
        let forms = all(&page, "form[action$='/bed-against-rules']");
        assert_eq!(forms.len(), 1, "only for whoever has no bed");
        assert!(words(forms[0]).contains(&t.text("bed-rule-oxygen")));
        let shown = t.say(&Message::new("ward-overruled").with("rules", t.text("bed-rule-isolated-alone")));
        assert_eq!(all(&page, ".bed .warn-words").into_iter().map(words).collect::<Vec<_>>(), [shown]);
    }
}

#[test]
fn the_suggested_bed_is_accepted_in_one_touch() {
    for t in samples::localizers() {
        let page = ward(&t, &samples::ward());
        let form = all(&page, ".suggestion form[action$='/bed']");
        assert_eq!(form.len(), 1);
        assert!(first(&page, ".suggestion-bed").contains("23"));
        assert_eq!(all(&page, "form[action$='/arrive'] input[name=text]").len(), 1, "only once a bed is reserved");
        assert!(first(&page, ".running b").contains("11"));
    }
}

#[test]
fn who_wants_to_come_is_taken_in_one_touch_and_wrong_company_is_said() {
    for t in samples::localizers() {
        let mut sample = samples::ward();
        sample.rooms[0].wrong = Some(WrongCompany::Mixed);
        let page = ward(&t, &sample);
        assert_eq!(all(&page, "form[action$='/accept-transfer'] button").len(), 1);
        assert_eq!(all(&page, "details form[action$='/decline-transfer']").len(), 1);
        assert!(!first(&page, ".wardroom .warn-words").is_empty());
        assert_eq!(all(&page, ".wardroom .warn-words").len(), 1);
        let page = ward(&t, &WardBoard { coming: Vec::new(), ..samples::ward() });
        assert!(all(&page, "#coming-title").is_empty());
    }
}

#[test]
fn a_transfer_that_waits_can_be_withdrawn_and_the_last_one_taken_back() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::InBed);
        assert_eq!(all(&page, "form[action$='/sex'] button").len(), 2);
        assert_eq!(all(&page, "form[action$='/undo-transfer']").len(), 1);
        let mut waits = samples::admission(AdmissionState::InBed);
        waits.moving_to = waits.undo_to.take();
        let AdmissionStage::Stay { moving, undo, .. } = stay::stage(&t, &waits, None, &stay::Deposits::default())
        else {
            panic!()
        };
        assert!(moving.is_some_and(|words| words.contains("22")) && undo.is_none());
    }
}

#[test]
fn a_ward_without_rooms_says_what_to_do() {
    for t in samples::localizers() {
        let page = ward(&t, &WardBoard { rooms: Vec::new(), waiting: Vec::new(), ..samples::ward() });
        assert!(!first(&page, ".empty p").is_empty());
    }
}

#[test]
fn the_one_form_asks_only_for_what_nobody_knows_and_says_where_the_rest_is_from() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::Arrived);
        let known = all(&page, ".known > div");
        assert_eq!(known.len(), 5);
        for field in known {
            assert_eq!(field.select(&scraper::Selector::parse(".source").unwrap()).count(), 1);
        }
        let asked = all(&page, "form[action$='/form'] input:not([type=hidden])");
        let names: Vec<_> = asked.iter().filter_map(|field| field.value().attr("name")).collect();
        assert_eq!(names, ["contact_name", "contact_phone", "allergies", "no_allergies"]);
        assert!(all(&page, "form[action$='/form'] input[checked]").is_empty(), "nobody has said that there are none");
        let mut again = samples::admission(AdmissionState::Arrived);
        for (name, said) in [("contact_name", "林家属"), ("allergies", "")] {
            let field = again.fields.iter_mut().find(|field| field.name == name).unwrap();
            field.value = Some(said.into());
        }
        let page = opened(&t, &again, true);
        assert_eq!(all(&page, "input[name=contact_name][value='林家属']").len(), 1, "what was typed before");
        assert_eq!(all(&page, "input[name=no_allergies][checked]").len(), 1);
        let page = admission(&t, AdmissionState::Arrived);
        assert_eq!(all(&page, ".step").len(), 6);
        assert_eq!(all(&page, ".step.is-done").len(), 1);
        assert_eq!(all(&page, "form[action$='/in-bed'] button[disabled]").len(), 1, "not before all is done");
    }
}

/// What was taken stays shown in its step after the notice is gone; an old admission is not counted in minutes.
#[test]
fn a_deposits_receipt_stays_in_its_step_and_days_are_not_told_in_minutes() {
    for t in samples::localizers() {
        let mut page = samples::admission(AdmissionState::Arrived);
        page.minutes = Some(4303);
        let shown = opened(&t, &page, true);
        let way = all(&shown, ".step a[href$='/deposits/1/receipt']");
        assert!(way.len() == 1 && words(way[0]).contains("3,000.00"));
        let running = first(&shown, ".running");
        assert!(running.contains("23") && !running.contains("4303") && !running.contains("30"), "{running}");
        assert!(all(&shown, ".running[data-since]").is_empty());
        page.minutes = Some(11);
        assert_eq!(all(&opened(&t, &page, true), ".running[data-since='11']").len(), 1);
        // Done or not: the step has its receipt.
        for line in &mut page.admission.formalities {
            line.done_at = Some(page.now);
        }
        assert_eq!(all(&opened(&t, &page, true), ".step.is-done a[href$='/deposits/1/receipt']").len(), 1);
    }
}

#[test]
fn beds_to_go_to_are_listed_by_ward_room_and_number() {
    for t in samples::localizers() {
        let mut page = samples::admission(AdmissionState::InBed);
        let in_ward = |number, (zh, en), (room, bed)| {
            let mut bed = samples::bed_ref(room, bed);
            (bed.ward.ward, bed.ward.name) = (WardId(samples::id(number)), Label::new(zh, en));
            bed
        };
        let own = [("10", 4), ("9", 12), ("9", 2)].map(|(room, bed)| samples::bed_ref(room, bed));
        let others = [in_ward(901, ("甲病区", "Ward B"), ("3", 5)), in_ward(902, ("乙病区", "A ward"), ("8", 6))];
        page.transfer_to = others.into_iter().chain(own).collect();
        let numbers = |part| {
            let AdmissionStage::Stay { beds, .. } = part else { panic!() };
            let words = beds.into_iter().map(|bed| bed.words);
            words
                .map(|words| {
                    words
                        .split(|c: char| !c.is_ascii_digit())
                        .filter(|w| !w.is_empty())
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        };
        let listed = numbers(stay::stage(&t, &page, None, &stay::Deposits::default()));
        assert_eq!(listed, [["9", "2"], ["9", "12"], ["10", "4"], ["8", "6"], ["3", "5"]], "the own ward's first");
    }
}

#[test]
fn a_stay_can_be_transferred_settled_and_left() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::InBed);
        assert_eq!(all(&page, "form[action$='/transfer'] option").len(), 2 + 5, "free beds and reasons");
        assert_eq!(all(&page, "a[href$='/bill']").len(), 1);
        assert_eq!(all(&page, "details form[action$='/discharge']").len(), 1, "with an open bill only on purpose");
        let page = admission(&t, AdmissionState::Discharged);
        assert_eq!(all(&page, "form[action$='/undo-discharge']").len(), 1);
        admission(&t, AdmissionState::Requested);
        admission(&t, AdmissionState::Cancelled);
    }
}

#[test]
fn a_wristband_has_birth_date_number_place_and_allergies() {
    for t in samples::localizers() {
        let mut stay = samples::admission(AdmissionState::Arrived);
        let said = |stay: &StayDetail| {
            let html = wristband::WristbandScreen::new(&t, &samples::shell(&t), stay).render().unwrap();
            let page = sound(&html);
            assert_eq!(all(&page, ".wristband svg").len(), 1);
            first(&page, ".wristband")
        };
        let unknown = said(&stay);
        let number = crate::ui::words::spaced(&short_code(stay.admission.admission.0));
        assert!(unknown.contains(&number), "the admission's number");
        assert!(unknown.contains("1967") && unknown.contains("23"), "birth date with its year, and the bed");
        let mut allergic = |allergies: &str| {
            let field = stay.fields.iter_mut().find(|field| field.name == "allergies").unwrap();
            field.value = Some(allergies.into());
            said(&stay)
        };
        let (none, some) = (allergic(""), allergic("青霉素"));
        assert!(some.contains("青霉素"));
        assert!(none != unknown && none != some, "none is not the same as not asked");
    }
}

#[test]
fn who_leaves_today_shows_what_is_lacking_whose_move_it_is_and_how_much() {
    for t in samples::localizers() {
        let page = ward(&t, &samples::ward());
        assert_eq!(all(&page, "a[href='#leaving']").len(), 1, "the figure leads to the list");
        let rows = all(&page, ".leaving li");
        assert_eq!(rows.len(), 2);
        let (paid, unsigned) = (words(rows[0]), words(rows[1]));
        assert!(unsigned.contains(&t.text("lack-consent")) && unsigned.contains(&t.text("ward-mover-patient")));
        assert!(unsigned.contains("318.40") && unsigned.contains(&t.text("ward-leaving-confirmed")));
        assert!(paid.contains(&t.text("lack-nothing")) && !paid.contains("318.40"));
        assert_eq!(all(&page, ".leaving a[href$='/bill']").len(), 2);
        let lacking = |bed: &String| bed.contains(&t.text("lack-consent"));
        assert_eq!(all(&page, ".bed-leaving").into_iter().map(words).filter(lacking).count(), 1, "on the bed, too");
        let text = words(all(&page, ".leaving")[0]);
        assert!(!text.contains("吴惠珍"), "a board masks names");
    }
}

#[test]
fn who_arrives_is_known_by_a_scan_or_by_a_document_that_was_seen() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::BedAssigned);
        assert_eq!(all(&page, "form[action$='/arrive'] input[name=text]").len(), 1);
        let seen = all(&page, "form[action$='/arrive'] button[name=credential][value=resident_id]");
        assert_eq!(seen.len(), 1);
        assert!(words(seen[0]).contains("002X"), "its last characters, to compare");
        let mut nobody = samples::admission(AdmissionState::BedAssigned);
        nobody.admission.patient.credentials.clear();
        let AdmissionStage::Waiting { documents } = stay::stage(&t, &nobody, None, &stay::Deposits::default()) else {
            panic!()
        };
        assert_eq!(documents.len(), 1, "who has no document has a wristband");
        assert!(all(&admission(&t, AdmissionState::Requested), "form[action$='/arrive']").is_empty(), "no bed yet");
    }
}

#[test]
fn the_wristband_is_printed_at_its_step_and_the_form_is_seen_afterwards() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::Arrived);
        assert_eq!(all(&page, ".step a[href$='/wristband']").len(), 1);
        for state in [AdmissionState::InBed, AdmissionState::Discharged] {
            let page = admission(&t, state);
            assert_eq!(all(&page, ".answers .known > div").len(), 5, "{state:?}");
            assert!(first(&page, ".answers").contains("138****5678"));
        }
        let mut stay = samples::admission(AdmissionState::InBed);
        let field = stay.fields.iter_mut().find(|field| field.name == "allergies").unwrap();
        field.value = Some("青霉素".into());
        let chip = stay::allergies(&t, &stay).unwrap();
        assert!(chip.tone == "bad" && chip.words.contains("青霉素"));
    }
}

#[test]
fn who_is_refused_by_the_insurer_can_pay_all_for_now() {
    for t in samples::localizers() {
        let page = admission(&t, AdmissionState::Arrived);
        assert_eq!(all(&page, "form[action$='/pay-all'] select[name='reason']").len(), 1);
        assert_eq!(all(&page, "form[action$='/cancel']").len(), 1);
    }
}

/// A refusal because of an old stay, or of money, has a link to go on.
#[test]
fn a_refusal_that_comes_from_an_old_stay_links_to_it() {
    let (old, new) = (AdmissionId(samples::id(1)), AdmissionId(samples::id(2)));
    for t in samples::localizers() {
        let refusal = Refusal::new("old-stay-open").with("stay", old.to_string());
        let ways = crate::ui::act::ways_of_stay(&t, &Failure::Refused(refusal), new);
        let hrefs: Vec<&str> = ways.iter().map(|way| way.href.as_str()).collect();
        assert_eq!(hrefs, [format!("/ward/admissions/{old}"), format!("/ward/stays/{old}/bill")]);
        let refusal = Refusal::new("cancel-money-open");
        let ways = crate::ui::act::ways_of_stay(&t, &Failure::Refused(refusal), new);
        assert_eq!(ways[0].href, format!("/ward/stays/{new}/bill"));
    }
}

/// Who cannot undo a discharge because the bill is settled is led to that bill, and from there to a later stay's.
#[test]
fn a_refusal_because_of_a_settlement_links_to_the_bill_that_is_to_be_taken_back() {
    let (later, stay) = (AdmissionId(samples::id(1)), AdmissionId(samples::id(2)));
    for t in samples::localizers() {
        for (refusal, bill) in [
            (Refusal::new("take-back-first"), stay),
            (Refusal::new("later-stay-settled").with("stay", later.to_string()), later),
        ] {
            let ways = crate::ui::act::ways_of_stay(&t, &Failure::Refused(refusal), stay);
            let hrefs: Vec<&str> = ways.iter().map(|way| way.href.as_str()).collect();
            assert_eq!(hrefs, [format!("/ward/stays/{bill}/bill")]);
        }
    }
}

fn open_stay() -> OpenStay {
    OpenStay {
        admission: AdmissionId(samples::id(1)),
        code: "ABCDEFG1".into(),
        patient: samples::card(801, samples::HOSTILE, model::person::Sex::Female, 68),
        department: samples::department(),
        state: AdmissionState::Cancelled,
        since: samples::at(9, 0),
        messages: vec![
            Message::new("open-stay-cancelled"),
            Message::new("open-stay-refused").with("code", "E77").with("infno", "2404").with("at", samples::at(9, 1)),
        ],
        at_insurer: true,
        may_close: true,
        deposits: Yuan::from_fen(50_000),
        charges: Yuan::ZERO,
    }
}

/// An administrator may not know whose stay it is.
#[test]
fn a_stay_whose_name_is_not_known_is_named_by_its_number() {
    for t in samples::localizers() {
        let mut stay = open_stay();
        stay.patient.name = hospital::view::Name { full: String::new(), masked: String::new() };
        let page = OpenStayList { now: samples::at(10, 0), stays: vec![stay], count: 1, closed: Vec::new() };
        let shell = samples::shell(&t);
        let screen = open_stays::OpenStaysScreen::new(&t, &shell, samples::NONCE, &page, false);
        let html = sound(&screen.render().unwrap());
        let head = first(&html, "section.card h2");
        assert!(head.contains("ABCD EFG1") && !head.contains(&t.text("staff-no-name")), "{head}");
    }
}

#[test]
fn stays_to_put_in_order_say_why_and_lead_on() {
    let stay = open_stay();
    let closed =
        vec![ClosedStay { admission: AdmissionId(samples::id(7)), code: "7Q2MX4KP".into(), at: samples::at(9, 30) }];
    let page = OpenStayList { now: samples::at(10, 0), stays: vec![stay], count: 1, closed };
    for t in samples::localizers() {
        for (acts, links) in [(true, 2), (false, 0)] {
            let screen = open_stays::OpenStaysScreen::new(&t, &samples::shell(&t), samples::NONCE, &page, acts)
                .render()
                .unwrap();
            let html = sound(&screen);
            assert_eq!(all(&html, "section.card .buttons a").len(), links);
            assert!(first(&html, "section.card").contains("E77"));
            let form = "form[action$='/close'] textarea[name=text][required]";
            assert_eq!(all(&html, form).len(), usize::from(!acts), "only an administrator closes it by hand");
            assert!(
                all(&html, "section.card li").iter().any(|line| words(*line).contains("7Q2M X4KP")),
                "seen afterwards"
            );
        }
    }
}
