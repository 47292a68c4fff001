-- Whom no message reached is listed for the desk.
create index message_unreached on message (hospital_id, valid_until)
    where read_at is null and (state = 'failed' or state = 'waiting' and attempts >= 4);
