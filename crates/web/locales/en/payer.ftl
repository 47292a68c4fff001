# Dealings with the insurance platform (crates/payer, exchange in crates/hospital)

platform-connection-unused = Insurance platform: not used yet
platform-connection-good = Insurance platform: fine, { $seconds } s
platform-connection-slow = Insurance platform: slow, { $seconds } s
platform-connection-silent = Insurance platform: no answer
platform-connection-closed = Insurance platform: closed, opens { $until }

refusal-platform-silent = The insurance platform did not answer (transaction { $infno }), so this step is not done yet. Please try again in a moment; nothing is done twice.
refusal-platform-closed = The insurance platform is closed and opens { $until }. This step was not sent; please ask for it again then. Nothing is done twice.
refusal-platform-away = The insurance platform has not answered for a while and is asked again in { $seconds } s. This step was not sent; nothing is done twice.
refusal-platform-unfit = The insurance platform answered something else than it was asked (transaction { $infno }, field { $name }). Nothing was booked and the answer is kept as evidence. Please try again; if it stays so, call the insurance office.
refusal-platform-refused = The insurance platform refused transaction { $infno } (code { $code }). Please check insurance and charges against the code and try again, or ask the insurance office.
refusal-platform-field = The field { $name } for the insurance platform has { $length } characters; at most { $max } are taken. Please shorten it and try again.
refusal-platform-field-missing = The insurance platform requires { $name }, which is empty. Please fill it in and try again.
refusal-credential-not-insurable = No credential is known that the insurance platform accepts. Please register an identity card, social-security card, health or insurance code, face recognition, passport or permit, and try again.
