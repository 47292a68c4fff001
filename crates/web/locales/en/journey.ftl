# Refusals about people, credentials, insurance and journeys (crates/journey)

credential-insurance-code = health or insurance code
credential-social-security-card = social-security card
credential-resident-id = resident identity card
credential-face-token = face recognition
credential-passport = passport
credential-permit = travel or residence permit
credential-visit-code = check-in code
credential-wristband = wristband

refusal-person-unknown = This person was not found. Please check the credential and search again, or register them first.
refusal-person-erased = This person’s data was erased at their request and cannot be used. For a new visit, please register again.
refusal-person-is-alias = This record is already merged into another one and cannot be merged again. Please take the first merge back.
refusal-credential-taken = This credential ({ $kind }) is registered for somebody else; a credential belongs to one person. Please check the number, or merge the two records if they are the same person.
refusal-credential-missing = At least one credential is needed: health or insurance code, social-security card, identity card, face recognition, passport or permit. For a newborn or an unidentified emergency patient, please use that kind of registration.
refusal-credential-of-a-visit = A check-in code or wristband serves for one visit only and cannot be registered as a person’s credential. Please use an identity card, social-security card, health or insurance code, face recognition, passport or permit.
refusal-credentials-max = A person may have at most { $max } credentials. Please remove those no longer in use.
refusal-resident-id-twice = A person has one resident identity number only. Please check and keep the right one.
refusal-birth-impossible = The birth date { $birth } is not possible: not later than today ({ $today }) and not more than 150 years ago. Please check it.
refusal-birth-not-known = No birth date of this person is known, so no year of birth either.
refusal-mother-is-male = The person chosen as mother is registered as male. Please check that the right person was chosen.
refusal-erase-journey-open = Erasing is not possible while { $open ->
    [one] one visit is
   *[other] { $open } visits are
} not finished. Please finish or cancel first.
refusal-erase-nothing-due = Everything that may be erased is erased; the law requires the rest to be kept until { $until }. You can ask again then.
refusal-erase-nothing-left = All of this person’s data is already erased; there is nothing left to erase.
refusal-retention-unknown = No retention rule applies on { $date }, so nothing can be erased. An administrator must add the rule first.
refusal-merge-same-person = The two records are already the same person; there is nothing to merge.
refusal-merge-facts-differ = The two records do not agree ({ $field }), so they cannot be taken for one person. Please check and correct them first, then merge.
refusal-merge-conflict = As one person they would be in two places at once, or over a limit. Please resolve what follows first, then merge.
refusal-sex-known = This patient's sex is recorded from a credential. If it is wrong, please correct the person's data.
obstacle-two-stays = Each record has a stay that is not over; one person has one.
obstacle-same-slot = Both records are booked in the same window, { $from }–{ $until }.
obstacle-same-time = Two appointments overlap: { $from } and { $other }.
obstacle-department-day = { $count } appointments in one department on { $date }; one person may have { $limit }.
obstacle-day = { $count } appointments on { $date }; one person may have { $limit }.
obstacle-clinician-day = { $count } appointments with one clinician on { $date }; one person may have { $limit }.
obstacle-week = { $count } appointments from { $from } to { $until }; one person may have { $limit } a week. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-department-week = { $count } appointments in one department from { $from } to { $until }; one person may have { $limit } a week. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-clinician-week = { $count } appointments with one clinician from { $from } to { $until }; one person may have { $limit } a week. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-month = { $count } appointments from { $from } to { $until }; one person may have { $limit } a month. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-department-month = { $count } appointments in one department from { $from } to { $until }; one person may have { $limit } a month. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-clinician-month = { $count } appointments with one clinician from { $from } to { $until }; one person may have { $limit } a month. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-quarter = { $count } appointments from { $from } to { $until }; one person may have { $limit } a quarter. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-department-quarter = { $count } appointments in one department from { $from } to { $until }; one person may have { $limit } a quarter. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-clinician-quarter = { $count } appointments with one clinician from { $from } to { $until }; one person may have { $limit } a quarter. Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-kind-day = { $count } appointments of the kind “{ $kind }” { $within } on { $date }; one person may have { $limit } ({ $per }).
obstacle-kind = { $count } appointments of the kind “{ $kind }” { $within } from { $from } to { $until }; one person may have { $limit } ({ $per }). Please cancel as many as there are too many; an administrator can merge them all the same.
obstacle-sex-unknown = This patient's sex is not recorded.
refusal-not-merged = These two records are not merged; there is nothing to take back.
refusal-coverage-class = Scheme and class do not fit: employee insurance is for active or retired employees, resident insurance for residents. Please check and choose again.
refusal-coverage-region = “{ $region }” is not an insured place: six digits of the administrative code are needed, for example 370100 for Jinan.
refusal-coverage-known = This insurance is already known; there is no need to enter it again.
refusal-relative-is-self = You need not be registered as your own family member.
refusal-relative-known = This family member may already act for this person; there is no need to register again.
refusal-relatives-max = One person may act for at most { $max } family members. Please ask the reception desk about those no longer needed.
refusal-journey-unknown = This visit was not found. Please open it again from “My visit”.
refusal-journey-closed = Everything in this visit is finished, so nothing can be added. To go on, please book again.
refusal-journey-steps-open = This visit cannot be closed while { $open ->
    [one] one step is
   *[other] { $open } steps are
} open. Please finish or cancel first.
refusal-journeys-max = At most { $max } visits can be under way at the same time. Please finish or cancel one first.
refusal-step-open = This step is already under way; there is no need to add it again.
refusal-step-not-open = This step is not under way; it may be finished. Please reload the page.
refusal-steps-max = One visit has at most { $max } steps. Please open another visit for the new one.
refusal-newborn-birth-missing = A newborn needs a birth date. Please fill it in.
refusal-newborn-too-old = The birth date { $birth } is not within { $max } days, so this is no newborn’s registration. Please check the date, or register with a credential.
refusal-mother-sex-unknown = The mother’s sex is not known yet. Please correct the mother’s data first.
refusal-mother-birth-missing = The mother’s birth date is not known yet. Please complete the mother’s data first.
refusal-mother-age = By the birth dates the mother was not between { $min } and { $max } years old at the birth. Please check the person chosen and both dates.
refusal-unidentified-has-birth = Whose birth date is known is not unidentified. Please register with a credential, or leave the birth date out.
refusal-mother-of-newborn-is-female = A newborn of this woman is registered, so her sex stays female. If the child is somebody else’s, please have its mother corrected first.
refusal-merge-newborn-birth-missing = One of the two is a newborn, and of the other no birth date is known. If it is the same child, please add the birth date there first.
refusal-merge-siblings = These are two newborns of one mother: two people, who cannot be merged.
refusal-merge-mother-and-child = These are mother and child: two people, who cannot be merged.
refusal-relative-unknown = No such right to act is registered; it may have ended already. Please reload the page.
