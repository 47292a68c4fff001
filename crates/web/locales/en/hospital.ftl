# The running hospital: refusals of registration, search and login, reasons of the queue, notices (crates/hospital)

insurance-employee = employee basic medical insurance
insurance-resident = resident basic medical insurance
insurance-self-pay = self-pay

admission-step-bed = waiting for a bed
admission-step-walk = way to the bed

queue-why-next = next
queue-why-window = in the order of windows
queue-why-early = here early, before the window
queue-why-late = came after the { $from } window: joins { $joined }, behind those on time
queue-why-transferred = sent on from another room: keeps the place of the { $from } window
queue-why-returned = was called before and is here after all: goes first
queue-why-emergency = emergency: counts as { $minutes } minutes earlier
queue-why-after-tests = back with results since { $at }: counts as { $minutes } minutes earlier
queue-why-priority = priority: counts as { $minutes } minutes earlier
queue-why-in-window = goes first within the same window
queue-why-overdue = { $minutes } minutes past the window
queue-why-passed = { $times ->
    [one] missed one call, back in line
   *[other] missed { $times } calls, back in line
}

attention-overdue = { $steps ->
    [one] One step is overdue and needs somebody
   *[other] { $steps } steps are overdue and need somebody
}
attention-open-stays = { $count ->
    [one] One stay that ended is still open
   *[other] { $count } stays that ended are still open
}
attention-exchanges = { $exchanges ->
    [one] One exchange with the insurer has no result yet; the system is asking
   *[other] { $exchanges } exchanges with the insurer have no result yet; the system is asking
}
attention-slow-step = The slowest step of an admission is “{ $step }”, { $minutes } minutes on average
attention-no-bed = { $people ->
    [one] One patient has arrived and has no bed
   *[other] { $people } patients have arrived and have no bed
}

attention-break-glass = { $times ->
    [one] Patient data outside the own ward or department was read once, with a reason; please look into it
   *[other] Patient data outside the own ward or department was read { $times } times, with reasons; please look into it
}

refusal-not-in-the-room = A next window is booked while the patient is in the consulting room. Please call and start first, or ask the desk.
refusal-channel-not-yours = Your login cannot book this way. Patients book by phone, reception on site, clinicians for a follow-up.
refusal-person-changed-meanwhile = Somebody else has just changed this person's data, so your change was not saved. Please reload and change it again.
refusal-name-without-letter = { $field } needs at least one letter. Please write the name in full.
refusal-text-missing = { $field } must not be empty. Please fill it in.
refusal-text-too-long = { $field } is too long: at most { $max } characters. Please shorten it.
refusal-phone-form = The phone number is not right: it has { $min } to { $max } digits, an extension 1 to 6. Please check it.
refusal-credential-form = The number's length or characters are not right (a resident identity card has 18, the last may be X). Please compare it with the document.
refusal-credential-birth-date = The birth date within the identity number does not exist. Please compare it with the card.
refusal-credential-check-digit = The check digit of the identity number is wrong (GB 11643), so at least one digit is mistyped. Please compare it with the card.
refusal-cards-differ = The numbers of two documents say different birth dates or sexes. Please compare both with the documents.
refusal-birth-differs-from-card = The birth date { $typed } differs from the document, which says { $card }. Please check it, or leave it empty and it is read from the document.
refusal-sex-differs-from-card = The sex differs from what the document says. Please check it, or leave it empty and it is read from the document.
refusal-form-field-known = The hospital knows { $field } already; it need not be typed again. If it has changed, please correct the person's data.
refusal-signature-empty = There is no signature yet. Please have the patient sign in the box, or sign a print.
refusal-signature-too-long = The signature has too many strokes to be kept. Please clear it and sign again.
refusal-search-length = Please enter 1 to { $max } characters: a check-in code, a document's number, a phone number, the beginning of a name (2 characters or more) or pinyin initials.
refusal-search-name-short = Nobody was found by one character. Please type at least { $min } characters of the name, or its pinyin initials.
refusal-idempotency-key = Every submission needs a key (Idempotency-Key) of 1 to { $max } visible ASCII characters.
refusal-login-failed = The name or password is not right. Please check and try again. If you have forgotten the password, ask the administrator or reception.
refusal-login-form = The login name is not right: 2 to { $max } lower-case letters, digits, dots, hyphens or underscores.
refusal-login-taken = The login name “{ $login }” is taken. Please choose another.
refusal-password-length = A password has { $min } to { $max } characters. Please choose another.
refusal-password-common = This password is one that many people choose, or the login name itself. Please choose another; some words one after the other are easy to remember.
refusal-password-wrong = The password so far is not right. Please type it again.
refusal-password-again = The new password was not typed alike twice. Please type it again.
refusal-last-admin = This is the last administrator. Please create or switch on another one first.
refusal-user-incomplete = This kind of login also needs a { $field }. Please choose one.
refusal-text-character = The text holds a character that nobody can see ({ $character }) and cannot be kept. Please remove it or type the text anew; pasted texts often bring one along.
refusal-credential-not-theirs = This number is not one of this patient’s credentials. If it is somebody else, please check first.
refusal-passport-country-missing = A passport needs the country that issued it: three letters, for example KOR for South Korea, USA for the United States.
refusal-passport-country-unknown = No country has this code. Please take the three letters from the passport’s first page, for example KOR, USA.
refusal-credential-country-not-asked = Only a passport names the country that issued it. Please leave it out.
refusal-permit-kept-as-resident-id = A record has this number as a resident identity card already. Please find that record: it may be the same person.
refusal-passport-without-country = A record with this passport number but without its country is there already. Please find and correct that record first.
attention-clock = Nothing is written: the clock or the records are wrong
attention-profile = Nobody has said what the hospital is: no patient can be admitted
attention-unattended = { $count ->
    [one] One thing fell due while nobody ran the system
   *[other] { $count } things fell due while nobody ran the system
}
attention-templates = { $count ->
    [one] 1 session that a template was to publish is not published
   *[other] { $count } sessions that templates were to publish are not published
}
attention-days-off = { $count ->
    [one] 1 session
   *[other] { $count } sessions
} with { $appointments ->
    [one] 1 appointment
   *[other] { $appointments } appointments
} on days off
attention-appeals = { $count ->
    [one] An appeal against a missed visit has waited for more than two days
   *[other] { $count } appeals against missed visits have waited for more than two days
}
attention-rooms = { $count ->
    [one] One room has two sessions at a time
   *[other] { $count } times a room has two sessions at a time
}
refusal-allergies-contradict = Allergies are written, and “no known allergies” is ticked. Please keep one of them.
refusal-own-login = Nobody switches off the own login. Another administrator can.
refusal-password-same = The new password is the one that is in use. Please choose another.
refusal-code-not-offered = No code can be sent now. Please log in with name and password, or come to the reception desk.
refusal-code-phone = The mobile number should have { $digits } digits and begin with 1, as in mainland China. Please check it.
refusal-code-too-often = Too much was sent. Please try again in { $minutes } minutes; a code that you have already can still be used.
refusal-code-wrong = The code is wrong or too old. A code can be tried { $max } times at most; please check it, or ask for a new one.
refusal-code-over = That was too long ago. Please ask for a new code.
refusal-code-nobody = Nobody fits. Please check the last six characters of your document’s number; if you come for the first time, register below; otherwise come to the reception desk with your document.
refusal-last-form = The last { $count } characters of the document’s number are asked for, digits and letters only. Please check them.
refusal-login-off = This login is switched off. Please come to the reception desk.
refusal-password-none = You log in by a code to your phone and have no password.
refusal-register-at-desk = You cannot be registered here. Please log in with the number that the hospital has, or come to the reception desk with your document.
refusal-family-open-max = At most { $max } requests may wait for an answer at the same time. Please take one back first, or wait until it is over.
