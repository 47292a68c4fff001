BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'hospital','2026-11-29 14:13:33',1,X'B4C7CC7F192599014C17827BC74052E06FB38DF68EA4CE8D3098357693ABDEC49CDE26FA502E91C64924C6E42BDC4B10',6172047);
INSERT INTO "_sqlx_migrations" VALUES(2,'snapshot parts','2026-11-29 14:13:33',1,X'DFC7E887EEB5FB48256B2204593DBC93161926926C5F7F470EAAFF22B9386AF998E868A17EAF01963DD5A7A07F5A50E0',1796570);
INSERT INTO "_sqlx_migrations" VALUES(5,'identity','2026-11-29 14:13:33',1,X'DFB3EC9526BA941C7F4AB05CD73C958A59125CE60087F01D65C38C1F0A4869442E2774D5B57230C15289F885952755AA',2913376);
INSERT INTO "_sqlx_migrations" VALUES(10,'logins','2026-11-29 14:13:33',1,X'B5BA73990E36452ECE4B889F9743D57B3220A58D3B0576C4235ADEC2C1DB36220EADF4867F3F312DB405894F2373257A',4171535);
INSERT INTO "_sqlx_migrations" VALUES(11,'attended','2026-11-29 14:13:33',1,X'F00A6B599F3B5F6C54227F495B08B39FE3AA20C2882FBBDCDAE93E8B1DEE9EB893784EDD8723419AAD8D59A9E71DF922',1402941);
INSERT INTO "_sqlx_migrations" VALUES(12,'kept forms','2026-11-29 14:13:33',1,X'066285AB3BB71E5545D6CA8CAFD51868DCF2324202C70404F8D27DB9D89449A5E5AD71C7B8ED51A12F319DC39AAC71D1',1472493);
INSERT INTO "_sqlx_migrations" VALUES(13,'queue','2026-11-29 14:13:33',1,X'7B060C99E3E1A5731B500716C1EAAF4AC0B6215EBB12717E5EAD78B9EB6883950F3169FD4F6E333B52954CC9067AAB81',8014153);
INSERT INTO "_sqlx_migrations" VALUES(18,'agreed','2026-11-29 14:13:33',1,X'1CA89CB078D59F6DA4E25109D8F57ED9F756FF5096392E297EA4ECE8120457A190EB4E1EAF34F740881A94D2B8519D9D',1711841);
INSERT INTO "_sqlx_migrations" VALUES(21,'tables','2026-11-29 14:13:33',1,X'8541612BAE5001D91F38351607B3EC4A7C8F84655AC65F69307DADC942F5C4B4130A14D0E0EDA5D6FEBD7CB40069A640',1079155);
INSERT INTO "_sqlx_migrations" VALUES(23,'item units','2026-11-29 14:13:33',1,X'870908C1E2BB8C38A85A7D9A8AC51026A769729BF2E7038B8293718C0E27DA61D1625E6F236853DE8EB4E665C52D95AD',2422254);
INSERT INTO "_sqlx_migrations" VALUES(24,'pools','2026-11-29 14:13:33',1,X'54722006E040F29F5142EEB62845A19647896C927B0D5D42B10A18B5897EF39F638E007D8BE76699215C5CEBAC305ABD',1402410);
INSERT INTO "_sqlx_migrations" VALUES(25,'profile','2026-11-29 14:13:33',1,X'18CB91B6A606ACCC41AEAD054FCBB3E0C20D7F80D3DF9E139C5B2552CBEE13264068C12BE5BF591708D2DC56589FB233',2653307);
CREATE TABLE access_log (
    hospital_id bigint not null,
    node text not null,
    number bigint not null,
    at text not null,
    actor_user text,
    role text not null,
    action text not null,
    person text,
    allowed boolean not null,
    reason text,
    hash text not null, address text, subject text, times bigint,
    primary key (hospital_id, node, number)
);
CREATE TABLE admission (
    hospital_id bigint not null,
    id text not null,
    patient text not null,
    journey text not null,
    department text not null,
    appointment text,
    diagnosis text not null,
    urgency text not null,
    expected_days bigint not null,
    state text not null,
    bed text,
    requested_at text not null,
    arrived_at text,
    in_bed_at text,
    discharged_at text,
    settled text,
    primary key (hospital_id, id)
);
CREATE TABLE appointment (
    hospital_id bigint not null,
    id text not null,
    slot text not null,
    patient text not null,
    journey text not null,
    channel text not null,
    seat bigint not null,
    expected_at text not null,
    state text not null,
    booked_at text not null,
    checked_in_at text,
    called_at text,
    started_at text,
    finished_at text, ticket text,
    primary key (hospital_id, id)
);
INSERT INTO "appointment" VALUES(7,'0000000000000000000000000000000b','00000000000000000000000000000003','00000000000000000000000000000001','00000000000000000000000000000009','online',0,'2026-11-26T00:05:00.250Z','fulfilled','2026-11-26T00:09:00.250Z','2026-11-26T00:15:00.250Z','2026-11-26T00:16:00.250Z','2026-11-26T00:17:00.250Z','2026-11-26T00:18:00.250Z','08:00-1');
INSERT INTO "appointment" VALUES(7,'0000000000000000000000000000000c','00000000000000000000000000000003','00000000000000000000000000000005','00000000000000000000000000000009','online',0,'2026-11-26T00:05:00.250Z','cancelled','2026-11-26T00:10:00.250Z',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE attended (
    hospital_id bigint not null,
    alive_at text not null,
    events_until text, agreed_at text,
    primary key (hospital_id)
);
CREATE TABLE bed (
    hospital_id bigint not null,
    id text not null,
    room text not null,
    number text not null,
    primary key (hospital_id, id)
);
CREATE TABLE bill (
    hospital_id bigint not null,
    admission text not null,
    patient text not null,
    journey text not null,
    policy text,
    insurance text not null,
    class text not null,
    hospital_level bigint not null,
    admission_no bigint not null,
    admitted_on text not null, hospital_kind text,
    primary key (hospital_id, admission)
);
CREATE TABLE charge (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    item text not null,
    name_zh text not null,
    name_en text not null,
    class text not null,
    unit_price text not null,
    count text not null,
    date text not null,
    amount_fen bigint not null,
    ownpay_fen bigint not null,
    overlmt_fen bigint not null,
    preself_fen bigint not null,
    inscp_fen bigint not null,
    refund_of text,
    primary key (hospital_id, id)
);
INSERT INTO "charge" VALUES(7,'00000000000000000000000000000006','00000000000000000000000000000008','B01','床位费','Bed','01','12.34','1','2026-11-26',1234,0,0,0,1234,NULL);
CREATE TABLE clinician (
    hospital_id bigint not null,
    id text not null,
    department text not null,
    person text not null,
    title text not null,
    fee_fen bigint not null,
    primary key (hospital_id, id)
);
INSERT INTO "clinician" VALUES(7,'00000000000000000000000000000002','00000000000000000000000000000001','00000000000000000000000000000003','chief',1500);
CREATE TABLE coverage (
    hospital_id bigint not null,
    id text not null,
    person text not null,
    insurance text not null,
    class text not null,
    region text not null,
    primary key (hospital_id, id)
);
CREATE TABLE department (
    hospital_id bigint not null,
    id text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    place_zh text not null,
    place_en text not null,
    primary key (hospital_id, id)
);
INSERT INTO "department" VALUES(7,'00000000000000000000000000000001','D1','心血管内科','Cardiology','心血管内科','Cardiology');
CREATE TABLE deposit (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    amount_fen bigint not null,
    method text not null,
    returned boolean not null,
    primary key (hospital_id, id)
);
CREATE TABLE event (
    hospital_id bigint not null,
    seq bigint not null,
    at text not null,
    actor text not null,
    actor_user text,
    on_behalf_of text,
    reason text,
    kind text not null,
    version integer not null,
    payload text not null,
    idempotency_key text,
    body_hash text,
    answer text,
    hash text not null,
    primary key (hospital_id, seq)
);
INSERT INTO "event" VALUES(7,1,'2026-11-26T00:01:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonRegistered',2,'{"person":"00000000-0000-0000-0000-000000000001","sex":"female","identity":"known","credentials":[],"record":{"id":"00000000-0000-0000-0000-0000000003e9","hash":"fbbef39c4de7a712f0e0c07ba67a16af1141519b1b46139109f4af00a2276969"},"name_lookup":null,"phone_lookup":null}',NULL,NULL,NULL,'c3d1dee65fb781de276ce33a25ebdf49474e60047879ef38eb3af0733ba0cd25');
INSERT INTO "event" VALUES(7,2,'2026-11-26T00:02:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonRegistered',2,'{"person":"00000000-0000-0000-0000-000000000005","sex":"female","identity":"known","credentials":[],"record":{"id":"00000000-0000-0000-0000-0000000003ed","hash":"147424f86eb8dcbdc4649b4ac011b37c5b5ca6b6678cee26571f59b66f51389c"},"name_lookup":null,"phone_lookup":null}',NULL,NULL,NULL,'8c788ca28354bd951834f282c305cd2795a4be0fb1fceef8bc1c5b9a94dafe25');
INSERT INTO "event" VALUES(7,3,'2026-11-26T00:03:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonRegistered',2,'{"person":"00000000-0000-0000-0000-000000000003","sex":"female","identity":"known","credentials":[],"record":{"id":"00000000-0000-0000-0000-0000000003eb","hash":"2abfee630e7e06f93167a8d39f24a5d60c53b62d6f523966501dd8eb1ad1980e"},"name_lookup":null,"phone_lookup":null}',NULL,NULL,NULL,'896e4a610033aeb39e302ba346bcd2b1aca42c85ef574450c185afc80818ea18');
INSERT INTO "event" VALUES(7,4,'2026-11-26T00:04:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonRegistered',2,'{"person":"00000000-0000-0000-0000-000000000004","sex":"female","identity":"known","credentials":[],"record":{"id":"00000000-0000-0000-0000-0000000003ec","hash":"fc8ff1c088f02bfd83e7b9112051d4f41a62764c66801f8ca4bbf04fe3862ff1"},"name_lookup":null,"phone_lookup":null}',NULL,NULL,NULL,'290f37edf917b3ca23eb2db1ff76fc07f855e571d410e14daa00899ffe2e5a48');
INSERT INTO "event" VALUES(7,5,'2026-11-26T00:05:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.DepartmentOpened',1,'{"department":"00000000-0000-0000-0000-000000000001","code":"D1","name":{"zh":"心血管内科","en":"Cardiology"},"place":{"zh":"心血管内科","en":"Cardiology"}}',NULL,NULL,NULL,'f1b9e5d50e08da7534a79efea7743ce2fbabde96d0ae1ffb8e4ed19fa3e79220');
INSERT INTO "event" VALUES(7,6,'2026-11-26T00:06:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.ClinicianEnrolled',1,'{"clinician":"00000000-0000-0000-0000-000000000002","department":"00000000-0000-0000-0000-000000000001","person":"00000000-0000-0000-0000-000000000003","title":"chief","fee":"15.00"}',NULL,NULL,NULL,'fdfc45237953b1001b8a088777f5e30cfb8e1da07b4c1be5f10ef431d286c5db');
INSERT INTO "event" VALUES(7,7,'2026-11-26T00:07:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.SessionPublished',2,'{"session":"00000000-0000-0000-0000-000000000003","clinician":"00000000-0000-0000-0000-000000000002","department":"00000000-0000-0000-0000-000000000001","room":{"zh":"3 诊室","en":"Room 3"},"date":"2026-11-26","from":480,"until":500,"fee":"15.00","slots":[{"slot":"00000000-0000-0000-0000-000000000003","from":"2026-11-26T00:00:00.250Z","until":"2026-11-26T00:20:00.250Z","pools":["general","general"]}]}',NULL,NULL,NULL,'882ea188f4c8cb637aa9a47aea6f1c5d94a92ae76f150118e63e4c725e7bf738');
INSERT INTO "event" VALUES(7,8,'2026-11-26T00:08:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.JourneyMoved',1,'{"journey":"00000000-0000-0000-0000-000000000009","moves":[{"opened":{"person":"00000000-0000-0000-0000-000000000001","department":null}}]}',NULL,NULL,NULL,'04140766dbb7bd9f21f1150521845f3cc3a8d9ec1bd8b4f37664281657a5e6b1');
INSERT INTO "event" VALUES(7,9,'2026-11-26T00:09:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.AppointmentBooked',2,'{"appointment":"00000000-0000-0000-0000-00000000000b","slot":"00000000-0000-0000-0000-000000000003","patient":"00000000-0000-0000-0000-000000000001","journey":"00000000-0000-0000-0000-000000000009","channel":"online","seat":0,"expected_at":"2026-11-26T00:05:00.250Z"}',NULL,NULL,NULL,'eb9a4aa05bf50eadce5db677c12fb08780e8781d14dc5486319497a0413fec71');
INSERT INTO "event" VALUES(7,10,'2026-11-26T00:10:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.AppointmentBooked',2,'{"appointment":"00000000-0000-0000-0000-00000000000c","slot":"00000000-0000-0000-0000-000000000003","patient":"00000000-0000-0000-0000-000000000005","journey":"00000000-0000-0000-0000-000000000009","channel":"online","seat":0,"expected_at":"2026-11-26T00:05:00.250Z"}',NULL,NULL,NULL,'9a8103a89f33eed1e23dcf46588e5c1483f148861401a897258b3174f31ec3ce');
INSERT INTO "event" VALUES(7,11,'2026-11-26T00:11:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.AppointmentCancelled',2,'{"appointment":"00000000-0000-0000-0000-00000000000c","reason":{"code":"patient_wish"},"by_hospital":false}',NULL,NULL,NULL,'5f3d3f93cdb87fa542af1b84325d08f0fff85863f91c7d3ea2ef6cd476ff4625');
INSERT INTO "event" VALUES(7,12,'2026-11-26T00:12:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.JourneyMoved',1,'{"journey":"00000000-0000-0000-0000-000000000009","moves":[{"effort_counted":{"trips":3,"documents":0,"typed_twice":0,"waiting_minutes":7,"procedure_minutes":0}}]}',NULL,NULL,NULL,'3ad4b5d17b4bb22fcec88869343d3ed1183e2c2792076b7397936001ecf5a4ad');
INSERT INTO "event" VALUES(7,13,'2026-11-26T00:13:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.JourneyMoved',1,'{"journey":"00000000-0000-0000-0000-000000000009","moves":[{"effort_counted":{"trips":2,"documents":0,"typed_twice":0,"waiting_minutes":7,"procedure_minutes":0}}]}',NULL,NULL,NULL,'8ab94f5528e2abb76c3386cfa32854f36f07d8243c26ed67d5619ad3185e9fe5');
INSERT INTO "event" VALUES(7,14,'2026-11-26T00:14:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'settlement.ChargePosted',1,'{"charge":"00000000-0000-0000-0000-000000000006","admission":"00000000-0000-0000-0000-000000000008","item":"B01","name":{"zh":"床位费","en":"Bed"},"class":"01","unit_price":"12.34","count":"1","ceiling":null,"preself_rate":"0","date":"2026-11-26","amount":"12.34","split":{"fulamt_ownpay_amt":"0.00","overlmt_amt":"0.00","preselfpay_amt":"0.00","inscp_scp_amt":"12.34"},"postings":[{"account":"receivable","amount":"12.34"},{"account":"revenue","amount":"-12.34"}]}',NULL,NULL,NULL,'61ac123536c6ac4a387a408cf17c01be83b68999427951b2878cb9bc11717c8a');
INSERT INTO "event" VALUES(7,15,'2026-11-26T00:15:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.PatientCheckedIn',2,'{"appointment":"00000000-0000-0000-0000-00000000000b","ticket":"08:00-1","joined":null,"credential":"visit_code"}',NULL,NULL,NULL,'ed6c744a28ed0910658b3076e2fd6ae65af19b4aeb8ab55f1386f85a2186a13c');
INSERT INTO "event" VALUES(7,16,'2026-11-26T00:16:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.PatientCalled',2,'{"appointment":"00000000-0000-0000-0000-00000000000b","in_turn":true}',NULL,NULL,NULL,'48c7f5bf2c41a92cec58538ae541de1e9d1c74d826592b016a2b1025571de82f');
INSERT INTO "event" VALUES(7,17,'2026-11-26T00:17:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.ConsultationStarted',1,'{"appointment":"00000000-0000-0000-0000-00000000000b"}',NULL,NULL,NULL,'b073cbf286df6714767db9f8c5049cbb905ba486ad0b1d5feb548ee068ddb0be');
INSERT INTO "event" VALUES(7,18,'2026-11-26T00:18:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'scheduling.ConsultationFinished',1,'{"appointment":"00000000-0000-0000-0000-00000000000b"}',NULL,NULL,NULL,'34d1ec2d93fccab80bb46daa9ef9f0ee0235d7d6273cf43cc098832b78853903');
INSERT INTO "event" VALUES(7,19,'2026-11-26T00:19:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonsMerged',1,'{"from":"00000000-0000-0000-0000-000000000004","into":"00000000-0000-0000-0000-000000000005"}',NULL,NULL,NULL,'eb75667a41a5a75ff4b9583a280dc4cddf628d3c01c9d4458c8ec7709da636e1');
INSERT INTO "event" VALUES(7,20,'2026-11-26T00:20:00.250Z','{"user":null,"role":"system","person":null,"clinician":null,"department":null,"ward":null}',NULL,NULL,NULL,'journey.PersonErased',2,'{"person":"00000000-0000-0000-0000-000000000005","aliases":["00000000-0000-0000-0000-000000000004"],"destroyed":["contact"],"kept":[]}',NULL,NULL,NULL,'d78a61a607fb7c203ce4d05f039c049fb39489023fe84a205837839fa5cc9c9f');
CREATE TABLE exchange (
    hospital_id bigint not null,
    id text not null,
    infno text not null,
    msgid text not null,
    admission text,
    settlement text,
    state text not null,
    intended_at text not null,
    answered_at text,
    primary key (hospital_id, id)
);
CREATE TABLE formality (
    hospital_id bigint not null,
    admission text not null,
    formality text not null,
    done_at text,
    primary key (hospital_id, admission, formality)
);
CREATE TABLE journey (
    hospital_id bigint not null,
    id text not null,
    person text not null,
    department text,
    opened_at text not null,
    closed_at text,
    trips bigint not null,
    documents bigint not null,
    typed_twice bigint not null,
    waiting_minutes bigint not null,
    procedure_minutes bigint not null,
    primary key (hospital_id, id)
);
INSERT INTO "journey" VALUES(7,'00000000000000000000000000000009','00000000000000000000000000000001',NULL,'2026-11-26T00:08:00.250Z',NULL,5,0,0,14,0);
CREATE TABLE journey_step (
    hospital_id bigint not null,
    journey text not null,
    kind text not null,
    subject text not null,
    owner text not null,
    due_at text,
    opened_at text not null,
    closed_at text,
    done boolean,
    primary key (hospital_id, journey, kind, subject)
);
CREATE TABLE kept_form (
    hospital_id bigint not null,
    id text not null,
    login text not null,
    sealed text not null,
    until text not null,
    primary key (hospital_id, id)
);
CREATE TABLE ledger_entry (
    hospital_id bigint not null,
    seq bigint not null,
    line bigint not null,
    account text not null,
    amount_fen bigint not null,
    primary key (hospital_id, seq, line)
);
INSERT INTO "ledger_entry" VALUES(7,14,0,'receivable',1234);
INSERT INTO "ledger_entry" VALUES(7,14,1,'revenue',-1234);
CREATE TABLE login (
    hospital_id bigint not null,
    id text not null,
    name text not null,
    password text not null,
    actor text not null,
    locale text not null,
    large_type boolean not null,
    failures integer not null,
    locked_until text, active boolean not null default true, version bigint not null default 0,
    primary key (hospital_id, id)
);
INSERT INTO "login" VALUES(7,'00000000000000000000000000000001','doctor','$argon2id$','{"user":"00000000-0000-0000-0000-000000000001","role":"clinician","person":null,"clinician":"00000000-0000-0000-0000-000000000002","department":null,"ward":null}','zh-CN',0,0,NULL,1,0);
CREATE TABLE login_address (
    hospital_id bigint not null,
    login text not null,
    address text not null,
    seen_at text not null,
    primary key (hospital_id, login, address)
);
CREATE TABLE name_part (
    hospital_id bigint not null,
    person text not null,
    part text not null,
    primary key (hospital_id, person, part)
);
CREATE TABLE person (
    hospital_id bigint not null,
    id text not null,
    sex text not null,
    identity text not null,
    erased boolean not null,
    alias_of text,
    primary key (hospital_id, id)
);
INSERT INTO "person" VALUES(7,'00000000000000000000000000000001','female','known',0,NULL);
INSERT INTO "person" VALUES(7,'00000000000000000000000000000005','unknown','known',1,NULL);
INSERT INTO "person" VALUES(7,'00000000000000000000000000000003','female','known',0,NULL);
INSERT INTO "person" VALUES(7,'00000000000000000000000000000004','unknown','known',1,'00000000000000000000000000000005');
CREATE TABLE person_key (
    hospital_id bigint not null,
    person text not null,
    class text not null,
    wrapped blob not null,
    primary key (hospital_id, person, class)
);
INSERT INTO "person_key" VALUES(7,'00000000000000000000000000000001','contact',X'17B01840ACE4F06480C5AA6D69A4F241455F948E954CF7634A090AA41C2F182B06B0519C81405E7A668329E2710CF6F7E4B2623DDC1C35F8C123EE1D');
INSERT INTO "person_key" VALUES(7,'00000000000000000000000000000003','contact',X'4D8AD272B291D530A0767B4DD2CC29B79FE9F6A6CF3E643B95E6B2276EE8F28513469D99F5C61B239F8F8838301A56A56A50A9ED00836132AD888453');
CREATE TABLE policy (
    hospital_id bigint not null,
    id text not null,
    adopted_at text not null,
    primary key (hospital_id, id)
);
CREATE TABLE price_item (
    hospital_id bigint not null,
    item text not null,
    name_zh text not null,
    name_en text not null,
    class text not null,
    unit_price text not null,
    ceiling text,
    preself_rate text not null, unit_zh text, unit_en text,
    primary key (hospital_id, item)
);
CREATE TABLE profile (
    hospital_id bigint not null,
    seq bigint not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    level bigint not null,
    kind text not null,
    region text not null,
    adopted_at text not null,
    primary key (hospital_id, seq)
);
CREATE TABLE relative (
    hospital_id bigint not null,
    relative text not null,
    person text not null,
    since text not null,
    primary key (hospital_id, relative, person)
);
CREATE TABLE room (
    hospital_id bigint not null,
    id text not null,
    ward text not null,
    number text not null,
    sex text not null,
    oxygen boolean not null,
    isolation boolean not null,
    primary key (hospital_id, id)
);
CREATE TABLE session (
    hospital_id bigint not null,
    id text not null,
    clinician text not null,
    department text not null,
    room_zh text not null,
    room_en text not null,
    date text not null,
    from_minute bigint not null,
    until_minute bigint not null,
    fee_fen bigint not null,
    withdrawn boolean not null,
    primary key (hospital_id, id)
);
INSERT INTO "session" VALUES(7,'00000000000000000000000000000003','00000000000000000000000000000002','00000000000000000000000000000001','3 诊室','Room 3','2026-11-26',480,500,1500,0);
CREATE TABLE settlement (
    hospital_id bigint not null,
    id text not null,
    admission text not null,
    state text not null,
    fingerprint text not null,
    medfee_fen bigint not null,
    fund_fen bigint not null,
    acct_fen bigint not null,
    cash_fen bigint not null,
    setl_id text,
    refund_fen bigint,
    arrears_fen bigint,
    primary key (hospital_id, id)
);
CREATE TABLE side (
    hospital_id bigint not null,
    id text not null,
    person text,
    class text not null,
    kind text not null,
    cipher blob not null,
    primary key (hospital_id, id)
);
INSERT INTO "side" VALUES(7,'000000000000000000000000000003e9','00000000000000000000000000000001','contact','person',X'270F26233A5E8F650ECDBFE686D9103983E7C3307ECA17181E4B619B35C374214BBD405319D5501D9DDC7DF44F');
INSERT INTO "side" VALUES(7,'000000000000000000000000000003ed','00000000000000000000000000000005','contact','person',X'A1ED9D67A0A6A6E1B21944FF9C8DD0F63680DEEBC4D0C540C65013FB18CBF8E59EAC846997C4CC540B19C322D0');
INSERT INTO "side" VALUES(7,'000000000000000000000000000003eb','00000000000000000000000000000003','contact','person',X'205445C764501B7F414D90AB4AC350FA6C353D30B9458951133DE8029A8D5A282E210EFDB90F34374C8ECC4056');
INSERT INTO "side" VALUES(7,'000000000000000000000000000003ec','00000000000000000000000000000004','contact','person',X'F51364AB86470160D1BA3998827BFA7D1105B15DAE814BB71DB8C39695EE641240574E61DF0AE692354BAA4447A4275D');
CREATE TABLE slot (
    hospital_id bigint not null,
    id text not null,
    session text not null,
    from_at text not null,
    until_at text not null,
    capacity bigint not null,
    primary key (hospital_id, id)
);
INSERT INTO "slot" VALUES(7,'00000000000000000000000000000003','00000000000000000000000000000003','2026-11-26T00:00:00.250Z','2026-11-26T00:20:00.250Z',2);
CREATE TABLE slot_pool (
    hospital_id bigint not null,
    slot text not null,
    pool text not null,
    seats bigint not null,
    primary key (hospital_id, slot, pool)
);
INSERT INTO "slot_pool" VALUES(7,'00000000000000000000000000000003','general',2);
CREATE TABLE snapshot (
    hospital_id bigint not null,
    schema bigint not null,
    seq bigint not null,
    hash text not null,
    body blob not null, place bigint not null default 0, parts bigint not null default 0,
    primary key (hospital_id, schema)
);
CREATE TABLE snapshot_part (
    hospital_id bigint not null,
    schema bigint not null,
    place bigint not null,
    number bigint not null,
    hash text not null,
    body blob not null,
    primary key (hospital_id, schema, place, number)
);
CREATE TABLE unattended (
    hospital_id bigint not null,
    since text not null,
    until text not null,
    primary key (hospital_id, since)
);
CREATE TABLE ward (
    hospital_id bigint not null,
    id text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    primary key (hospital_id, id)
);
CREATE TABLE web_session (
    hospital_id bigint not null,
    token_hash text not null,
    login text not null,
    csrf text not null,
    bearer boolean not null,
    seen_at text not null,
    expires_at text not null, version bigint not null default 0,
    primary key (hospital_id, token_hash)
);
CREATE UNIQUE INDEX event_key on event (hospital_id, coalesce(actor_user, ''), idempotency_key)
    where idempotency_key is not null;
CREATE INDEX side_person on side (hospital_id, person);
CREATE UNIQUE INDEX login_name on login (hospital_id, name);
CREATE INDEX web_session_login on web_session (hospital_id, login);
CREATE INDEX appointment_slot on appointment (hospital_id, slot);
CREATE INDEX appointment_patient on appointment (hospital_id, patient);
CREATE INDEX charge_admission on charge (hospital_id, admission);
CREATE INDEX event_person_before on event (hospital_id, on_behalf_of)
    where version = 1 and kind in ('journey.PersonRegistered', 'journey.PersonCorrected');
CREATE INDEX name_part_part on name_part (hospital_id, part, person);
CREATE INDEX login_address_seen on login_address (hospital_id, seen_at);
CREATE INDEX kept_form_login on kept_form (hospital_id, login, until);
CREATE INDEX kept_form_until on kept_form (hospital_id, until);
CREATE INDEX web_session_csrf on web_session (hospital_id, csrf);
COMMIT;
