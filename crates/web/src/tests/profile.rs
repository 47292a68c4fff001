//! An administrator says what the hospital is.

use super::{authorization::request, harness::Harness, pages::attribute};
use crate::ui::checks::{all, sound, words};
use axum::http::StatusCode;
use model::{actor::Role, settlement::HospitalKind};

const FORM: [(&str, &str); 7] = [
    ("key", "profile-1"),
    ("name_zh", "泉城示例中医医院"),
    ("name_en", "Example Hospital of Chinese Medicine"),
    ("code", "H37010000001"),
    ("level", "2"),
    ("kind", "traditional"),
    ("region", "370100"),
];

#[tokio::test]
async fn an_administrator_says_what_the_hospital_is_and_a_refusal_keeps_what_was_typed() {
    let harness = Harness::new().await;
    let admin = harness.cookie(Role::Admin).await;
    let get = harness.send(request("get", "/admin/profile", Some(&admin.token), String::new())).await;
    let page = sound(std::str::from_utf8(&get.body).unwrap());
    assert_eq!(attribute(&page, "input[name=code]", "value"), "H37010000001");
    assert_eq!(attribute(&page, "select[name=level] option[selected]", "value"), "3");

    let mut wrong = FORM;
    (wrong[0].1, wrong[3].1, wrong[1].1) = ("profile-0", "H3701", "打错的名称");
    let (_, reply) = harness.through("/admin/profile", &admin, &wrong).await;
    let page = sound(std::str::from_utf8(&reply.body).unwrap());
    let alert = words(all(&page, "[role=alert]")[0]);
    assert!(alert.contains("“H3701”不是定点医药机构编号：应为 12 位字母或数字"), "{alert}");
    assert_eq!(attribute(&page, "input[name=name_zh]", "value"), "打错的名称");
    assert_eq!(harness.hospital.profile().unwrap().level, 3, "nothing was changed");

    let (_, reply) = harness.through("/admin/profile", &admin, &FORM).await;
    assert_eq!(reply.status, StatusCode::OK);
    let page = sound(std::str::from_utf8(&reply.body).unwrap());
    assert!(words(all(&page, ".notice")[0]).contains("医院信息已保存"));
    assert_eq!(attribute(&page, "select[name=kind] option[selected]", "value"), "traditional");
    let known = harness.hospital.profile().unwrap();
    assert_eq!((known.level, known.kind, known.name.zh.as_str()), (2, HospitalKind::Traditional, "泉城示例中医医院"));
}
