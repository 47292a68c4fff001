-- What the tables said otherwise than the hospital's pages did: who missed a visit, whose no-show was taken back after they
-- had checked in, whose bed is kept, and when somebody was called who was passed over then.
update appointment set state = 'no_show' where state = 'missed';
update appointment set state = 'arrived' where state = 'booked' and checked_in_at is not null;
update admission set state = 'bed_assigned' where state = 'requested' and bed is not null;
update appointment set called_at = last.at
from (
    select e.hospital_id, replace(e.payload::json ->> 'appointment', '-', '') as appointment, e.at, e.kind
    from event e
    join (
        select e.hospital_id, max(e.seq) as seq
        from event e
        where e.kind in ('scheduling.PatientCalled', 'scheduling.CallUndone')
        group by e.hospital_id, replace(e.payload::json ->> 'appointment', '-', '')
    ) newest on newest.hospital_id = e.hospital_id and newest.seq = e.seq
) last
where appointment.called_at is null and last.kind = 'scheduling.PatientCalled'
    and last.hospital_id = appointment.hospital_id and last.appointment = appointment.id;
