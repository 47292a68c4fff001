# 与医保平台的往来（crates/payer、crates/hospital 的 exchange）

platform-connection-unused = 医保平台 尚未使用
platform-connection-good = 医保平台 正常 { $seconds } 秒
platform-connection-slow = 医保平台 较慢 { $seconds } 秒
platform-connection-silent = 医保平台 无应答
platform-connection-closed = 医保平台 未开放，{ $until } 开放

refusal-platform-silent = 医保平台没有应答（交易 { $infno }），这一步还没有办成。请稍候再点一次；不会重复办理。
refusal-platform-closed = 医保平台现在不开放，{ $until } 开放。这一步没有发出，到时请再点一次；不会重复办理。
refusal-platform-away = 医保平台连续没有应答，暂停联系，{ $seconds } 秒后再试。这一步没有发出，不会重复办理。
refusal-platform-unfit = 医保平台的答复与所问不符（交易 { $infno }，字段 { $name }）。没有入账，答复已留存备查。请再办理一次；如一直如此，请联系医保办。
refusal-platform-refused = 医保平台拒绝了交易 { $infno }（代码 { $code }）。请按代码核对参保信息和费用后再试，或联系医保办。
refusal-platform-field = 发给医保平台的字段 { $name } 有 { $length } 个字符，最多 { $max } 个。请缩短后再试。
refusal-platform-field-missing = 医保平台要求填写 { $name }，现在没有内容。请补充后再试。
refusal-credential-not-insurable = 没有医保平台认可的证件号码。请登记身份证、社保卡、健康码或医保码、刷脸、护照、通行证中的任意一个后再试。
