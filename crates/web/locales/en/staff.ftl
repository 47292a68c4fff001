## Words that all staff pages share

staff-sex-male = male
staff-sex-female = female
staff-sex-unknown = sex unknown
staff-person = { $sex }, { $age }
age-days = { $count ->
    [0] born today
    [one] 1 day
   *[other] { $count } days
}
age-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
age-years = { $count }
staff-no-name = name not recorded
staff-minutes = { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
}
staff-minutes-mean = { $minutes } min

staff-credential-insurance-code = insurance QR code
staff-credential-card = social-security card
staff-credential-resident-id = resident identity card
staff-credential-face = face
staff-credential-passport = passport
staff-credential-permit = permit
staff-credential-visit-code = visit code
staff-credential-wristband = wristband

staff-title-chief = chief physician
staff-title-associate-chief = associate chief physician
staff-title-attending = attending physician
staff-title-resident = resident physician

staff-channel-online = booked by phone
staff-channel-on-site = booked on site
staff-channel-follow-up = follow-up by the clinician

staff-urgency-emergency = emergency
staff-urgency-urgent = within a day
staff-urgency-elective = planned

staff-formality-identity = Identity
staff-formality-form = The one form
staff-formality-insurance = insurance registration
staff-formality-deposit = deposit
staff-formality-wristband = wristband
staff-formality-handover = handover to the ward

staff-coverage-unknown = insurance not recorded
staff-coverage-self-pay = pays all
staff-coverage-resident = residents’ insurance
staff-coverage-active = employee
staff-coverage-retired = retired employee

staff-visit-booked = not here yet
staff-visit-waiting = waiting
staff-visit-called = called
staff-visit-in-consultation = in consultation
staff-visit-finished = seen
staff-visit-cancelled = cancelled
staff-visit-missed = did not come
staff-visit-not-seen = not seen
staff-end = End of the session
staff-end-both = End the session: { $not_seen } not seen, { $missed } did not come
staff-end-not-seen = End the session: { $not_seen } not seen
staff-end-missed = End the session: { $missed } did not come
staff-end-hint = Patients can be called until the session is ended; by itself it ends at 04:00 the next day. Who has checked in is then offered another time.
staff-ended = Ended at { $at } · { $count } not seen
staff-undo-end = Reopen the session
room-instead = { $room } (instead of { $before })
desk-rooms = Rooms and pauses
staff-change-room = Change the room
staff-change-room-why = Why
staff-change-room-hint = Phones, the desk and the screens show the new room at once. To take it back, change it again.
staff-done-room = The room is changed
staff-done-ended = The session has ended; who was not seen is offered another time
staff-done-undo-end = The session is open again; the queue is as it was
staff-undo-end-left = { $count ->
    [one] One patient has booked another time since and stays not seen.
   *[other] { $count } patients have booked another time since and stay not seen.
}

staff-stay-requested = waits for a bed
staff-stay-bed-assigned = bed reserved
staff-stay-arrived = being admitted
staff-stay-in-bed = in bed
staff-stay-discharged = discharged
staff-stay-cancelled = cancelled

staff-role-patient = patient
staff-role-desk = reception
staff-role-clinician = clinician
staff-role-nurse = nurse
staff-role-admin = administrator
staff-role-system = system

need-oxygen = oxygen
need-isolation = isolation

reason = Reason
reason-mistake = slip of the hand
reason-wrong-person = wrong person
reason-patient-wish = the patient’s wish
reason-hospital = the hospital
reason-other = something else

undo = Undo
undo-do = Take it back
print = Print
reload = Reload for the result
chart-as-table = Show the figures
pay-method = Paid by
pay-mobile = Phone
pay-place = Paid where
pay-place-bedside = at the bedside
pay-place-counter = at the counter
pay-place-later = after leaving the hospital
pay-card = Card
pay-cash = Cash
paid-by-mobile = by phone
paid-by-card = by card
paid-by-cash = in cash

diagnosis-I10 = hypertension
diagnosis-I20-0 = unstable angina
diagnosis-I21-9 = acute myocardial infarction
diagnosis-I25-1 = coronary heart disease
diagnosis-I48-9 = atrial fibrillation
diagnosis-I50-9 = heart failure
diagnosis-I63-9 = cerebral infarction
diagnosis-J15-9 = bacterial pneumonia
diagnosis-J18-9 = pneumonia
diagnosis-J44-1 = acute exacerbation of COPD
diagnosis-E11-9 = type 2 diabetes
diagnosis-K25-4 = bleeding gastric ulcer
diagnosis-K35-8 = acute appendicitis
diagnosis-K80-2 = gallstones
diagnosis-N20-1 = ureteral stone
diagnosis-C34-9 = lung cancer
diagnosis-S72-0 = femoral neck fracture
diagnosis-M51-2 = lumbar disc herniation
diagnosis-O80-9 = normal delivery
diagnosis-G40-9 = epilepsy
diagnosis-A08-0 = rotavirus enteritis
diagnosis-B02-9 = herpes zoster
diagnosis-C18-9 = colon cancer
diagnosis-C50-9 = breast cancer
diagnosis-D14-3 = lung nodule
diagnosis-D25-9 = uterine leiomyoma
diagnosis-D32-9 = meningioma
diagnosis-E04-1 = thyroid nodule
diagnosis-E05-9 = hyperthyroidism
diagnosis-E10-9 = type 1 diabetes
diagnosis-G45-9 = transient ischaemic attack
diagnosis-G51-0 = facial palsy
diagnosis-H25-9 = senile cataract
diagnosis-H40-9 = glaucoma
diagnosis-H81-9 = vestibular disorder
diagnosis-H91-2 = sudden hearing loss
diagnosis-I40-9 = acute myocarditis
diagnosis-I61-9 = intracerebral haemorrhage
diagnosis-J18-0 = bronchopneumonia
diagnosis-J32-9 = chronic sinusitis
diagnosis-J35-0 = chronic tonsillitis
diagnosis-J45-9 = asthma
diagnosis-J93-9 = pneumothorax
diagnosis-J96-9 = respiratory failure
diagnosis-K01-1 = impacted tooth
diagnosis-K12-2 = cellulitis of mouth
diagnosis-K25-9 = gastric ulcer
diagnosis-K40-9 = inguinal hernia
diagnosis-K63-5 = polyp of colon
diagnosis-K80-1 = gallstones with cholecystitis
diagnosis-K85-9 = acute pancreatitis
diagnosis-K92-2 = gastrointestinal bleeding
diagnosis-L40-9 = psoriasis
diagnosis-M06-9 = rheumatoid arthritis
diagnosis-M10-9 = gout
diagnosis-M17-9 = osteoarthritis of knee
diagnosis-M32-9 = systemic lupus erythematosus
diagnosis-M54-5 = low back pain
diagnosis-N04-9 = nephrotic syndrome
diagnosis-N17-9 = acute kidney injury
diagnosis-N18-9 = chronic kidney disease
diagnosis-N20-0 = kidney stone
diagnosis-O20-0 = threatened abortion
diagnosis-O82-9 = caesarean delivery
diagnosis-R56-0 = febrile convulsions
diagnosis-S06-5 = subdural haematoma
diagnosis-S52-5 = fracture of distal radius
diagnosis-Z51-1 = chemotherapy
diagnosis-N40 = prostatic hyperplasia

region-370100 = Jinan
region-370200 = Qingdao
region-370600 = Yantai
region-370300 = Zibo
region-370900 = Tai’an
region-371000 = Weihai
region-371300 = Linyi
region-371500 = Liaocheng

refusal-field-choose = { $field } is not chosen yet. Please choose one.
refusal-field-empty = { $field } is empty. Please fill it in.
refusal-field-number = { $field }: “{ $value }” is not a number. Please type digits.
refusal-field-date = { $field }: “{ $value }” is not a date. Write it like 2026-11-26.
refusal-field-time = { $field }: “{ $value }” is not a time. Write it like 08:20.
refusal-amount-decimals = { $field }: “{ $value }” has more than two decimals. Amounts go down to the fen.
refusal-amount-too-large = { $field }: “{ $value }” is too large. Please check the amount.
refusal-amount-negative = { $field }: “{ $value }” is negative. Amounts are not; what was taken or charged goes back from its own line.
refusal-consent-missing = Nobody has signed, so it cannot be settled. Sign in the field, or sign a print and tick it.
span-minutes = { $minutes } min
span-hours = { $hours } h { $minutes } min
span-days = { $days ->
    [one] 1 day
   *[other] { $days } days
} { $hours } h
