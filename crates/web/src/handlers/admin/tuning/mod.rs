//! A template's seats, tuned: what was learnt, today's seats beside those that cost least, and the form that applies them.

mod screen;
#[cfg(test)]
mod tests;

use super::{template_forms::date, window_seats::seats};
use crate::{
    session::{Member, Post},
    ui::act,
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::{Action, Failure, Request, read, usecase};
use model::{
    id::{DepartmentId, TemplateId},
    message::Refusal,
    scheduling::TemplatePlan,
    time::BusinessDate,
};
use screen::TuningScreen;
pub(super) use screen::{Figure, minutes_figure};
use serde::Deserialize;

/// The plan, and what waiting and overtime weigh. Weights are text here, so that a wrong one is named and shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TuningQuery {
    plan: Option<BusinessDate>,
    wait_weight: Option<String>,
    overtime_weight: Option<String>,
}

impl TuningQuery {
    fn asked(&self, template: TemplateId) -> Result<read::Tuning, Refusal> {
        let number = |field: &'static str, text: &Option<String>| {
            let refused = |text: &str| Refusal::new("field-number").field(field).with("value", text);
            text.as_deref().map(|text| text.trim().parse().map_err(|_| refused(text))).transpose()
        };
        Ok(read::Tuning {
            template,
            plan: self.plan,
            wait_weight: number("wait_weight", &self.wait_weight)?,
            overtime_weight: number("overtime_weight", &self.overtime_weight)?,
        })
    }

    /// With the weights that are taken if none are said.
    const fn plainly(&self, template: TemplateId) -> read::Tuning {
        read::Tuning { template, plan: self.plan, wait_weight: None, overtime_weight: None }
    }
}

/// The page of a plan, with the weights by which its seats were proposed.
fn address(template: TemplateId, form: &ApplyForm) -> String {
    let plan = form.opened.map(|first| first.to_string());
    let fields = [("plan", &plan), ("wait_weight", &form.wait_weight), ("overtime_weight", &form.overtime_weight)];
    let fields: Vec<_> = fields.into_iter().filter_map(|(name, said)| Some((name, said.as_ref()?))).collect();
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    format!("/admin/templates/{template}/tuning?{query}")
}

pub(super) async fn show(
    mut staff: Member,
    Path(template): Path<TemplateId>,
    Query(query): Query<TuningQuery>,
) -> Response {
    let read = match query.asked(template) {
        Ok(asked) => staff.hospital.read(&staff.actor, asked).await,
        Err(refusal) => Err(refusal.into()),
    };
    // A wrong weight is named above the page with the usual weights.
    let (read, wrong) = match read {
        Err(failure @ Failure::Refused(_)) => {
            (staff.hospital.read(&staff.actor, query.plainly(template)).await, Some(failure))
        }
        read => (read, None),
    };
    let tuning = match read {
        Ok(tuning) => tuning,
        Err(failure) => return staff.cannot(&failure),
    };
    let wrong = wrong.map(|failure| act::failed(&staff.t, &failure));
    let notice = staff.said(wrong);
    act::answer(&TuningScreen::new((&staff.t, &staff.shell, &staff.nonce), notice, &tuning))
}

/// The seats, and from which day on they count.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApplyForm {
    department: Option<DepartmentId>,
    /// The first day of the plan that was tuned, and the template's version then.
    opened: Option<BusinessDate>,
    version: Option<u32>,
    /// As the page had them.
    wait_weight: Option<String>,
    overtime_weight: Option<String>,
    capacity: String,
    valid_from: String,
}

pub(super) async fn apply(staff: Member, Path(template): Path<TemplateId>, post: Post<ApplyForm>) -> Response {
    let outcome = match changed(&staff, template, &post.form).await {
        Ok(plan) => {
            let version = post.form.version;
            let request = Request::ChangeTemplate(usecase::ChangeTemplate { template, plan, version });
            staff.execute(&post.key, request).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => {
            let department = post.form.department.map(|id| format!("&department={id}")).unwrap_or_default();
            act::see(&format!("/admin/templates?done=admin-template-changed{department}"))
        }
        Err(failure) => act::refused(&staff.t, &address(template, &post.form), &failure).into_response(),
    }
}

/// The plan that was tuned, with other seats from a day on. As with any change, it counts for as long as the last of the
/// template's plans.
async fn changed(staff: &Member, template: TemplateId, form: &ApplyForm) -> Result<TemplatePlan, Failure> {
    staff.hospital.may_ever(&staff.actor, Action::ChangeTemplate)?;
    let (capacity, valid_from) = (seats("capacity", &form.capacity)?, date("valid_from", &form.valid_from)?);
    let list = staff.hospital.read(&staff.actor, read::Templates { department: form.department }).await?;
    let row = list.templates.iter().find(|row| row.template == template).ok_or(Failure::NotFound)?;
    let opened = |plan: &&TemplatePlan| form.opened.is_none_or(|first| plan.valid_from == first);
    let gone = || Refusal::new("template-changed-meanwhile").field("plan");
    let plan = row.plans.iter().find(opened).ok_or_else(gone)?;
    let valid_until = row.plans.last().and_then(|last| last.valid_until);
    Ok(TemplatePlan { capacity, valid_from, valid_until, ..plan.clone() })
}
