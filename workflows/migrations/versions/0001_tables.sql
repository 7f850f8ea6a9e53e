-- The tables of the first release, as their modules declared them then. Never edited: later releases add migrations.

CREATE SEQUENCE key_block START WITH 1;

CREATE TABLE deployment (
    key BIGINT NOT NULL,
    deployed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    deployed_by TEXT NOT NULL,
    CONSTRAINT pk_deployment PRIMARY KEY (key)
);

CREATE TABLE deployment_item (
    deployment_key BIGINT NOT NULL,
    definition_key BIGINT NOT NULL,
    CONSTRAINT pk_deployment_item PRIMARY KEY (deployment_key, definition_key)
);

CREATE TABLE resource (
    key BIGINT NOT NULL,
    deployment_key BIGINT NOT NULL,
    name TEXT NOT NULL,
    digest BYTEA NOT NULL,
    body BYTEA NOT NULL,
    CONSTRAINT pk_resource PRIMARY KEY (key)
);

CREATE TABLE process_definition (
    key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_tag TEXT,
    name TEXT,
    resource_key BIGINT NOT NULL,
    resource_name TEXT NOT NULL,
    deployment_key BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    start_form_id TEXT,
    element_names JSONB NOT NULL,
    CONSTRAINT pk_process_definition PRIMARY KEY (key)
);

CREATE UNIQUE INDEX uq_process_definition_process_id_version ON process_definition (process_id, version);

COMMENT ON COLUMN process_definition.element_names IS '{element id: name} of what has a name, the process too';

CREATE TABLE form (
    key BIGINT NOT NULL,
    form_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_tag TEXT,
    resource_key BIGINT NOT NULL,
    resource_name TEXT NOT NULL,
    deployment_key BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    CONSTRAINT pk_form PRIMARY KEY (key)
);

CREATE UNIQUE INDEX uq_form_form_id_version ON form (form_id, version);

CREATE TABLE decision_requirements (
    key BIGINT NOT NULL,
    decision_requirements_id TEXT NOT NULL,
    name TEXT,
    version INTEGER NOT NULL,
    resource_key BIGINT NOT NULL,
    resource_name TEXT NOT NULL,
    deployment_key BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    decisions JSONB NOT NULL,
    CONSTRAINT pk_decision_requirements PRIMARY KEY (key)
);

CREATE UNIQUE INDEX uq_decision_requirements_id_version ON decision_requirements (decision_requirements_id, version);

CREATE TABLE history_event (
    stream_key BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stream_kind SMALLINT NOT NULL,
    format SMALLINT NOT NULL,
    type TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    on_behalf_of TEXT,
    unit TEXT,
    position TEXT,
    payload_digests BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_history_event PRIMARY KEY (stream_kind, stream_key, seq)
);

CREATE INDEX ix_history_event_occurred_at ON history_event USING brin (occurred_at);

COMMENT ON COLUMN history_event.stream_key IS 'key of the root process instance, else 1';

COMMENT ON COLUMN history_event.seq IS 'from 1, without gaps';

COMMENT ON COLUMN history_event.stream_kind IS 'engine.history.events.StreamKind';

COMMENT ON COLUMN history_event.format IS 'version of the hashed layout';

COMMENT ON COLUMN history_event.actor IS 'username';

COMMENT ON COLUMN history_event.on_behalf_of IS 'username of the person who delegated';

COMMENT ON COLUMN history_event.unit IS 'code, at that time';

COMMENT ON COLUMN history_event.position IS 'code, at that time';

COMMENT ON COLUMN history_event.payload_digests IS '32 bytes a payload, in the order of part';

COMMENT ON COLUMN history_event.hash IS 'SHA-256 over the hash before and all columns';

CREATE TABLE history_payload (
    stream_key BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    subject_key_id BIGINT,
    erasure_seq BIGINT,
    stream_kind SMALLINT NOT NULL,
    part SMALLINT NOT NULL,
    salt BYTEA,
    body BYTEA,
    CONSTRAINT pk_history_payload PRIMARY KEY (stream_kind, stream_key, seq, part),
    CONSTRAINT ck_history_payload_erased_as_a_whole CHECK ((body IS NULL) = (erasure_seq IS NOT NULL) AND (salt IS NULL) = (body IS NULL))
);

COMMENT ON COLUMN history_payload.subject_key_id IS 'key it is encrypted with, when personal';

COMMENT ON COLUMN history_payload.erasure_seq IS 'event of the erasure stream that says who erased it and why';

COMMENT ON COLUMN history_payload.part IS '0 facts of the case, from 1 personal data by subject';

COMMENT ON COLUMN history_payload.salt IS '16 random bytes; null once erased';

COMMENT ON COLUMN history_payload.body IS 'form byte and content (engine.history.body); null once erased';

CREATE TABLE history_stream (
    stream_key BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    stream_kind SMALLINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_history_stream PRIMARY KEY (stream_kind, stream_key)
)
 WITH (fillfactor = 10);

COMMENT ON TABLE history_stream IS 'heads of single streams; a case carries its head in process_instance_state';

CREATE TABLE history_subject_key (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    destroyed_at TIMESTAMP WITH TIME ZONE,
    erasure_seq BIGINT,
    subject TEXT NOT NULL,
    key BYTEA,
    CONSTRAINT pk_history_subject_key PRIMARY KEY (id),
    CONSTRAINT ck_history_subject_key_destroyed_as_a_whole CHECK ((key IS NULL) = (erasure_seq IS NOT NULL) AND (key IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE UNIQUE INDEX uq_history_subject_key_subject ON history_subject_key (subject) WHERE key IS NOT NULL;

COMMENT ON COLUMN history_subject_key.erasure_seq IS 'event of the erasure stream';

COMMENT ON COLUMN history_subject_key.subject IS 'stable code of the person';

COMMENT ON COLUMN history_subject_key.key IS 'AES-256; null once destroyed';

CREATE TABLE history_checkpoint (
    id INTEGER NOT NULL,
    leaf_count BIGINT NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    root BYTEA NOT NULL,
    previous_checkpoint_hash BYTEA NOT NULL,
    public_key_id TEXT NOT NULL,
    signature BYTEA NOT NULL,
    CONSTRAINT pk_history_checkpoint PRIMARY KEY (id)
);

COMMENT ON COLUMN history_checkpoint.id IS 'from 1, without gaps';

COMMENT ON COLUMN history_checkpoint.root IS 'Merkle root of its leaves (RFC 6962)';

COMMENT ON COLUMN history_checkpoint.signature IS 'Ed25519 over the statement (engine.history.checkpoints)';

CREATE TABLE history_checkpoint_leaf (
    stream_key BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    checkpoint_id INTEGER NOT NULL,
    stream_kind SMALLINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_history_checkpoint_leaf PRIMARY KEY (stream_kind, stream_key, seq)
);

CREATE INDEX ix_history_checkpoint_leaf_checkpoint_id ON history_checkpoint_leaf USING brin (checkpoint_id);

COMMENT ON TABLE history_checkpoint_leaf IS 'streams that moved since the checkpoint before';

COMMENT ON COLUMN history_checkpoint_leaf.hash IS 'of event seq, the head of its stream at that moment';

CREATE TABLE process_instance_state (
    root_key BIGINT NOT NULL,
    state BYTEA,
    taken_flows BYTEA,
    history_seq BIGINT NOT NULL,
    history_hash BYTEA NOT NULL,
    unit TEXT,
    CONSTRAINT pk_process_instance_state PRIMARY KEY (root_key)
)
 WITH (fillfactor = 70);

COMMENT ON COLUMN process_instance_state.state IS 'null once the instance has ended';

COMMENT ON COLUMN process_instance_state.taken_flows IS 'msgpack {key of what runs: {flow id: times taken}}';

COMMENT ON COLUMN process_instance_state.unit IS 'code of the unit whose case it is';

CREATE TABLE process_instance (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    parent_process_instance_key BIGINT,
    parent_element_instance_key BIGINT,
    process_definition_key BIGINT NOT NULL,
    state TEXT NOT NULL,
    start_date TIMESTAMP WITH TIME ZONE NOT NULL,
    end_date TIMESTAMP WITH TIME ZONE,
    business_id TEXT,
    unit TEXT,
    start_correlation_key TEXT,
    tags TEXT[] DEFAULT '{}' NOT NULL,
    taken_flows BYTEA,
    CONSTRAINT pk_process_instance PRIMARY KEY (key)
);

CREATE INDEX ix_process_instance_business_id ON process_instance (business_id) WHERE business_id IS NOT NULL;

CREATE INDEX ix_process_instance_root_key ON process_instance (root_key);

CREATE INDEX ix_process_instance_definition_state ON process_instance (process_definition_key, state);

COMMENT ON COLUMN process_instance.unit IS 'code of the unit whose case it is';

COMMENT ON COLUMN process_instance.start_correlation_key IS 'key of the message that started it';

COMMENT ON COLUMN process_instance.taken_flows IS 'of a called instance that has ended: msgpack {flow id: times taken}';

CREATE TABLE element_instance (
    key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    scope_key BIGINT NOT NULL,
    start_date TIMESTAMP WITH TIME ZONE NOT NULL,
    end_date TIMESTAMP WITH TIME ZONE,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    element_id TEXT NOT NULL,
    CONSTRAINT pk_element_instance PRIMARY KEY (key)
);

CREATE INDEX ix_element_instance_process_instance_key ON element_instance (process_instance_key);

CREATE TABLE variable (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    scope_key BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_variable PRIMARY KEY (key)
);

CREATE UNIQUE INDEX uq_variable_root_key_scope_key_name ON variable (root_key, scope_key, name);

COMMENT ON COLUMN variable.value IS 'JSON text';

CREATE TABLE incident (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    process_definition_key BIGINT NOT NULL,
    element_instance_key BIGINT NOT NULL,
    element_id TEXT NOT NULL,
    error_type TEXT NOT NULL,
    error_message TEXT NOT NULL,
    job_key BIGINT,
    state TEXT NOT NULL,
    creation_time TIMESTAMP WITH TIME ZONE NOT NULL,
    resolution_time TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_incident PRIMARY KEY (key)
);

CREATE INDEX ix_incident_active ON incident (root_key) WHERE state = 'ACTIVE';

CREATE INDEX ix_incident_process_instance_key ON incident (process_instance_key);

CREATE TABLE job (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    process_definition_key BIGINT NOT NULL,
    element_instance_key BIGINT NOT NULL,
    element_id TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    is_internal BOOLEAN NOT NULL,
    retries INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    headers JSONB NOT NULL,
    worker TEXT,
    deadline TIMESTAMP WITH TIME ZONE,
    available_at TIMESTAMP WITH TIME ZONE NOT NULL,
    error_code TEXT,
    error_message TEXT,
    creation_time TIMESTAMP WITH TIME ZONE NOT NULL,
    last_update_time TIMESTAMP WITH TIME ZONE NOT NULL,
    end_time TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_job PRIMARY KEY (key)
);

CREATE INDEX ix_job_internal_available ON job (available_at) WHERE end_time IS NULL AND retries > 0 AND is_internal AND state = 'FAILED';

CREATE INDEX ix_job_process_instance_key ON job (process_instance_key);

CREATE INDEX ix_job_open_root_key ON job (root_key) WHERE end_time IS NULL;

CREATE INDEX ix_job_activatable ON job (type, priority DESC, key) WHERE end_time IS NULL AND retries > 0;

COMMENT ON COLUMN job.is_internal IS 'done by a registered handler, not by an external worker';

COMMENT ON COLUMN job.deadline IS 'until when the activation holds';

COMMENT ON COLUMN job.available_at IS 'not before this time, after a failure';

CREATE TABLE timer (
    key BIGINT NOT NULL,
    root_key BIGINT,
    process_instance_key BIGINT,
    process_definition_key BIGINT NOT NULL,
    element_instance_key BIGINT,
    element_id TEXT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    repetitions INTEGER NOT NULL,
    interval TEXT,
    delivered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_timer PRIMARY KEY (key)
);

CREATE INDEX ix_timer_due_at ON timer (due_at) WHERE delivered_at IS NULL;

CREATE INDEX ix_timer_root_key ON timer (root_key) WHERE root_key IS NOT NULL;

COMMENT ON COLUMN timer.root_key IS 'null for the timer of a start event';

COMMENT ON COLUMN timer.repetitions IS '-1 without end';

COMMENT ON COLUMN timer.interval IS 'ISO 8601 duration of a cycle';

COMMENT ON COLUMN timer.delivered_at IS 'when it was handed to the queue';

CREATE TABLE message_subscription (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    element_instance_key BIGINT NOT NULL,
    element_id TEXT NOT NULL,
    message_name TEXT NOT NULL,
    correlation_key TEXT NOT NULL,
    is_interrupting BOOLEAN NOT NULL,
    CONSTRAINT pk_message_subscription PRIMARY KEY (key)
);

CREATE INDEX ix_message_subscription_root_key ON message_subscription (root_key);

CREATE INDEX ix_message_subscription_name_key ON message_subscription (message_name, correlation_key);

CREATE TABLE message_start_subscription (
    process_definition_key BIGINT NOT NULL,
    element_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    message_name TEXT NOT NULL,
    CONSTRAINT pk_message_start_subscription PRIMARY KEY (process_definition_key, element_id)
);

CREATE INDEX ix_message_start_subscription_message_name ON message_start_subscription (message_name);

CREATE TABLE message (
    key BIGINT NOT NULL,
    name TEXT NOT NULL,
    correlation_key TEXT NOT NULL,
    message_id TEXT,
    variables TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (key)
);

CREATE INDEX ix_message_expires_at ON message (expires_at);

CREATE INDEX ix_message_name_correlation_key ON message (name, correlation_key);

COMMENT ON COLUMN message.variables IS 'JSON text';

CREATE TABLE message_correlation (
    message_key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    CONSTRAINT pk_message_correlation PRIMARY KEY (message_key, process_id)
);

CREATE TABLE engine_state (
    id SMALLINT NOT NULL,
    deployment_epoch BIGINT DEFAULT '0' NOT NULL,
    identity_epoch BIGINT DEFAULT '0' NOT NULL,
    pinned_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_engine_state PRIMARY KEY (id),
    CONSTRAINT ck_engine_state_single_row CHECK (id = 1)
);

COMMENT ON COLUMN engine_state.pinned_at IS 'where the clock stands, if it is pinned';

CREATE TABLE idempotency (
    username TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_digest BYTEA NOT NULL,
    answer BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (username, idempotency_key)
);

CREATE INDEX ix_idempotency_created_at ON idempotency (created_at);

COMMENT ON COLUMN idempotency.answer IS 'null while the first request runs';

CREATE TABLE candidate_set (
    key BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    principals TEXT[] NOT NULL,
    CONSTRAINT pk_candidate_set PRIMARY KEY (key),
    CONSTRAINT uq_candidate_set_digest UNIQUE (digest)
);

CREATE INDEX ix_candidate_set_principals ON candidate_set USING gin (principals);

COMMENT ON COLUMN candidate_set.principals IS 'user:NAME and group:NAME, sorted';

CREATE TABLE user_task (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    process_instance_key BIGINT NOT NULL,
    process_definition_key BIGINT NOT NULL,
    candidate_set_key BIGINT NOT NULL,
    form_key BIGINT,
    creation_date TIMESTAMP WITH TIME ZONE NOT NULL,
    completion_date TIMESTAMP WITH TIME ZONE,
    due_date TIMESTAMP WITH TIME ZONE,
    follow_up_date TIMESTAMP WITH TIME ZONE,
    priority SMALLINT NOT NULL,
    revision SMALLINT DEFAULT '0' NOT NULL,
    state TEXT NOT NULL,
    element_id TEXT NOT NULL,
    assignee TEXT,
    unit TEXT,
    external_form_reference TEXT,
    candidate_users TEXT[] DEFAULT '{}' NOT NULL,
    candidate_groups TEXT[] DEFAULT '{}' NOT NULL,
    headers JSONB,
    CONSTRAINT pk_user_task PRIMARY KEY (key)
)
 WITH (fillfactor = 85);

CREATE INDEX ix_user_task_open_by_assignee ON user_task (assignee, key) WHERE state = 'CREATED' AND assignee IS NOT NULL;

CREATE INDEX ix_user_task_open_by_set ON user_task (candidate_set_key, coalesce(due_date, 'infinity'), key) WHERE state = 'CREATED';

CREATE INDEX ix_user_task_process_instance_key_state ON user_task (process_instance_key, state);

CREATE TABLE calendar_day (
    date DATE NOT NULL,
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    legal_ground TEXT NOT NULL,
    mark TEXT NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    imported_by TEXT NOT NULL,
    CONSTRAINT pk_calendar_day PRIMARY KEY (date, scope),
    CONSTRAINT ck_calendar_day_kind CHECK (kind IN ('holiday', 'swapped_off', 'working_makeup')),
    CONSTRAINT ck_calendar_day_scope CHECK (scope IN ('all', 'officials')),
    CONSTRAINT ck_calendar_day_mark CHECK (mark IN ('fact', 'knowledge', 'assumption'))
);

CREATE TABLE sign_in_failure (
    name_tag TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (name_tag)
);

COMMENT ON COLUMN sign_in_failure.name_tag IS 'keyed hash of the username that was typed';

CREATE TABLE identity_secret (
    id SMALLINT NOT NULL,
    secret BYTEA NOT NULL,
    CONSTRAINT pk_identity_secret PRIMARY KEY (id),
    CONSTRAINT ck_identity_secret_single_row CHECK (id = 1)
);

COMMENT ON COLUMN identity_secret.secret IS 'key of name_tag; never leaves the database';

CREATE TABLE legal_basis (
    pack TEXT NOT NULL,
    code TEXT NOT NULL,
    ordinal SMALLINT NOT NULL,
    number TEXT,
    issued_on DATE,
    issuer TEXT NOT NULL,
    title TEXT NOT NULL,
    effective_from DATE,
    effective_to DATE,
    replaced_by TEXT[] NOT NULL,
    is_named_in_plan BOOLEAN NOT NULL,
    mark TEXT NOT NULL,
    note TEXT,
    CONSTRAINT pk_legal_basis PRIMARY KEY (pack, code),
    CONSTRAINT ck_legal_basis_mark CHECK (mark IN ('fact', 'knowledge', 'assumption'))
);

CREATE TABLE organization_term (
    category TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT pk_organization_term PRIMARY KEY (category, code),
    CONSTRAINT ck_organization_term_category CHECK (category IN ('unit_kind', 'level'))
);

COMMENT ON COLUMN organization_term.source IS 'name of a pack, or manual';

CREATE TABLE organization_unit (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    parent TEXT,
    valid_from DATE,
    valid_to DATE,
    aliases JSONB NOT NULL,
    administrative_codes JSONB NOT NULL,
    ordinal SMALLINT NOT NULL,
    mark TEXT NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    CONSTRAINT pk_organization_unit PRIMARY KEY (code),
    CONSTRAINT ck_organization_unit_validity CHECK (valid_from <= valid_to),
    CONSTRAINT fk_organization_unit_parent FOREIGN KEY(parent) REFERENCES organization_unit (code)
);

COMMENT ON COLUMN organization_unit.aliases IS '[{name, valid_from, valid_to, note}]';

COMMENT ON COLUMN organization_unit.administrative_codes IS '[{code, valid_from, valid_to}]';

COMMENT ON COLUMN organization_unit.ordinal IS 'the order in which offices are usually listed';

COMMENT ON COLUMN organization_unit.mark IS 'fact, knowledge or assumption';

COMMENT ON COLUMN organization_unit.source IS 'name of a pack, or manual';

CREATE TABLE organization_position (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    unit_kinds TEXT[] NOT NULL,
    may_sign BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT pk_organization_position PRIMARY KEY (code)
);

COMMENT ON COLUMN organization_position.source IS 'name of a pack, or manual';

CREATE TABLE organization_role (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    members JSONB NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT pk_organization_role PRIMARY KEY (code)
);

COMMENT ON COLUMN organization_role.code IS 'as diagrams name it: focal_officer';

COMMENT ON COLUMN organization_role.members IS '[{positions, unit_kinds, units}]';

COMMENT ON COLUMN organization_role.source IS 'name of a pack, or manual';

CREATE TABLE person (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key BYTEA NOT NULL,
    is_sample BOOLEAN NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (code)
);

CREATE INDEX ix_person_sort_key ON person (sort_key);

COMMENT ON COLUMN person.code IS 'stable; the data subject in history';

COMMENT ON COLUMN person.sort_key IS 'workflows.vietnamese.person_sort_key';

COMMENT ON COLUMN person.source IS 'name of a pack, or manual';

CREATE TABLE programme (
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    year SMALLINT NOT NULL,
    pack TEXT NOT NULL,
    issuer TEXT,
    state TEXT NOT NULL,
    periods JSONB NOT NULL,
    processes JSONB NOT NULL,
    reminders JSONB NOT NULL,
    imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    imported_by TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE,
    opened_by TEXT,
    revision INTEGER NOT NULL,
    CONSTRAINT pk_programme PRIMARY KEY (code),
    CONSTRAINT ck_programme_state CHECK (state IN ('draft', 'open', 'closed')),
    CONSTRAINT ck_programme_opened CHECK ((state = 'draft') = (opened_at IS NULL))
);

COMMENT ON COLUMN programme.pack IS 'name of the pack it came from';

COMMENT ON COLUMN programme.issuer IS 'code of the unit that issued it';

COMMENT ON COLUMN programme.periods IS '[{code, title, starts_on, ends_on}]';

COMMENT ON COLUMN programme.processes IS '[{code, title, process_id}]';

COMMENT ON COLUMN programme.reminders IS '[{offset, recipients, title}], offsets in working days';

CREATE TABLE document_register (
    unit_code TEXT NOT NULL,
    year SMALLINT NOT NULL,
    direction TEXT NOT NULL,
    number INTEGER NOT NULL,
    symbol TEXT,
    issued_on DATE,
    type_name TEXT,
    title TEXT NOT NULL,
    signer TEXT,
    counterpart TEXT,
    registered_on DATE NOT NULL,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    process_instance_key BIGINT NOT NULL,
    case_code TEXT,
    CONSTRAINT pk_document_register PRIMARY KEY (unit_code, year, direction, number),
    CONSTRAINT ck_document_register_direction CHECK (direction IN ('outgoing', 'incoming')),
    CONSTRAINT ck_document_register_number CHECK (number > 0)
);

CREATE INDEX ix_document_register_process_instance_key ON document_register (process_instance_key);

COMMENT ON COLUMN document_register.symbol IS 'of an incoming document the sender''s number and symbol';

COMMENT ON COLUMN document_register.counterpart IS 'of an incoming document the sender, of an outgoing one the receiver';

COMMENT ON COLUMN document_register.process_instance_key IS 'root of the case';

CREATE TABLE account (
    username TEXT NOT NULL,
    person TEXT,
    display_name TEXT,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    roles TEXT[] NOT NULL,
    groups TEXT[] NOT NULL,
    locked_at TIMESTAMP WITH TIME ZONE,
    locked_reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (username),
    CONSTRAINT fk_account_person FOREIGN KEY(person) REFERENCES person (code)
);

CREATE INDEX ix_account_person ON account (person);

COMMENT ON COLUMN account.person IS 'null for a program';

COMMENT ON COLUMN account.display_name IS 'of a program; a person''s name is the person''s';

COMMENT ON COLUMN account.password_hash IS 'argon2id';

COMMENT ON COLUMN account.roles IS 'beyond those that positions bring';

COMMENT ON COLUMN account.groups IS 'plain candidate groups of diagrams without units';

CREATE TABLE unit_succession (
    predecessor TEXT NOT NULL,
    successor TEXT NOT NULL,
    date DATE NOT NULL,
    share TEXT NOT NULL,
    ground TEXT NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    CONSTRAINT pk_unit_succession PRIMARY KEY (predecessor, successor),
    CONSTRAINT ck_unit_succession_share CHECK (share IN ('whole', 'part')),
    CONSTRAINT fk_unit_succession_predecessor FOREIGN KEY(predecessor) REFERENCES organization_unit (code),
    CONSTRAINT fk_unit_succession_successor FOREIGN KEY(successor) REFERENCES organization_unit (code)
);

COMMENT ON COLUMN unit_succession.date IS 'the successor''s first day';

COMMENT ON COLUMN unit_succession.source IS 'name of a pack, or manual';

CREATE TABLE holding (
    key BIGINT NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    position TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    ordinal SMALLINT NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT pk_holding PRIMARY KEY (key),
    CONSTRAINT ck_holding_validity CHECK (valid_from <= valid_to),
    CONSTRAINT fk_holding_person FOREIGN KEY(person) REFERENCES person (code),
    CONSTRAINT fk_holding_unit FOREIGN KEY(unit) REFERENCES organization_unit (code),
    CONSTRAINT fk_holding_position FOREIGN KEY(position) REFERENCES organization_position (code)
);

CREATE INDEX ix_holding_person ON holding (person);

COMMENT ON COLUMN holding.ordinal IS 'the least of those that hold is the main one';

COMMENT ON COLUMN holding.source IS 'name of a pack, or manual';

CREATE TABLE delegation (
    key BIGINT NOT NULL,
    delegator TEXT NOT NULL,
    delegate TEXT NOT NULL,
    unit TEXT NOT NULL,
    position TEXT NOT NULL,
    form TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    ground TEXT NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    source TEXT NOT NULL,
    CONSTRAINT pk_delegation PRIMARY KEY (key),
    CONSTRAINT ck_delegation_validity CHECK (valid_from <= valid_to),
    CONSTRAINT ck_delegation_to_another CHECK (delegator <> delegate),
    CONSTRAINT fk_delegation_delegator FOREIGN KEY(delegator) REFERENCES person (code),
    CONSTRAINT fk_delegation_delegate FOREIGN KEY(delegate) REFERENCES person (code),
    CONSTRAINT fk_delegation_unit FOREIGN KEY(unit) REFERENCES organization_unit (code),
    CONSTRAINT fk_delegation_position FOREIGN KEY(position) REFERENCES organization_position (code)
);

COMMENT ON COLUMN delegation.form IS 'KT., TL. or TUQ.';

COMMENT ON COLUMN delegation.source IS 'name of a pack, or manual';

CREATE TABLE obligation_template (
    programme_code TEXT NOT NULL,
    code TEXT NOT NULL,
    ordinal SMALLINT NOT NULL,
    paragraph TEXT NOT NULL,
    who TEXT NOT NULL,
    task TEXT NOT NULL,
    timings TEXT[] NOT NULL,
    dues JSONB NOT NULL,
    owed_by JSONB NOT NULL,
    receiver TEXT,
    via TEXT,
    copies TEXT[] NOT NULL,
    legal_bases TEXT[] NOT NULL,
    processes TEXT[] NOT NULL,
    process_id TEXT,
    deliverable_code TEXT,
    deliverable_title TEXT,
    repeats TEXT,
    within TEXT,
    is_built BOOLEAN NOT NULL,
    mark TEXT NOT NULL,
    note TEXT,
    CONSTRAINT pk_obligation_template PRIMARY KEY (programme_code, code),
    CONSTRAINT ck_obligation_template_deliverable CHECK ((deliverable_code IS NULL) = (deliverable_title IS NULL)),
    CONSTRAINT ck_obligation_template_mark CHECK (mark IN ('fact', 'knowledge', 'assumption')),
    CONSTRAINT fk_obligation_template_programme_code FOREIGN KEY(programme_code) REFERENCES programme (code)
);

COMMENT ON COLUMN obligation_template.ordinal IS 'its place in the plan';

COMMENT ON COLUMN obligation_template.dues IS '[{period, rule, mark}]';

COMMENT ON COLUMN obligation_template.owed_by IS '{unit_kinds, units, except_units}';

COMMENT ON COLUMN obligation_template.receiver IS 'the unit that gets the deliverable';

COMMENT ON COLUMN obligation_template.via IS 'the desk that takes it in';

CREATE TABLE session (
    digest BYTEA NOT NULL,
    username TEXT NOT NULL,
    csrf_token TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (digest),
    CONSTRAINT fk_session_username FOREIGN KEY(username) REFERENCES account (username)
);

CREATE INDEX ix_session_username ON session (username);

CREATE INDEX ix_session_expires_at ON session (expires_at);

COMMENT ON COLUMN session.digest IS 'SHA-256 of the token in the cookie';

COMMENT ON COLUMN session.last_seen_at IS 'to a quarter of an hour';

CREATE TABLE access_token (
    key BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_access_token PRIMARY KEY (key),
    CONSTRAINT uq_access_token_digest UNIQUE (digest),
    CONSTRAINT fk_access_token_username FOREIGN KEY(username) REFERENCES account (username)
);

CREATE INDEX ix_access_token_username ON access_token (username);

COMMENT ON COLUMN access_token.digest IS 'SHA-256 of the token';

COMMENT ON COLUMN access_token.scope IS 'roles it may use; empty: all of the account';

CREATE TABLE obligation (
    key BIGINT NOT NULL,
    programme_code TEXT NOT NULL,
    template_code TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    period_code TEXT,
    host_key BIGINT,
    deliverable_code TEXT NOT NULL,
    receiver_code TEXT,
    process_instance_key BIGINT,
    case_code TEXT,
    due_at TIMESTAMP WITH TIME ZONE,
    legal_last_day DATE,
    working_last_day DATE,
    punctual_until DATE,
    due_explanation_vi TEXT,
    due_explanation_en TEXT,
    status TEXT NOT NULL,
    is_late BOOLEAN NOT NULL,
    late_at TIMESTAMP WITH TIME ZONE,
    first_submitted_at TIMESTAMP WITH TIME ZONE,
    last_submitted_at TIMESTAMP WITH TIME ZONE,
    accepted_at TIMESTAMP WITH TIME ZONE,
    returned_count SMALLINT NOT NULL,
    reason TEXT,
    reason_codes TEXT[] NOT NULL,
    document JSONB,
    revision INTEGER NOT NULL,
    CONSTRAINT pk_obligation PRIMARY KEY (key),
    CONSTRAINT fk_obligation_programme_code_template_code FOREIGN KEY(programme_code, template_code) REFERENCES obligation_template (programme_code, code),
    CONSTRAINT uq_obligation_owed UNIQUE NULLS NOT DISTINCT (programme_code, template_code, unit_code, period_code),
    CONSTRAINT ck_obligation_status CHECK (status IN ('not_built', 'not_started', 'in_progress', 'submitted', 'returned', 'withdrawn', 'accepted', 'not_applicable', 'cancelled')),
    CONSTRAINT fk_obligation_host_key FOREIGN KEY(host_key) REFERENCES obligation (key)
);

CREATE INDEX ix_obligation_unit_code ON obligation (unit_code);

CREATE INDEX ix_obligation_process_instance_key ON obligation (process_instance_key);

CREATE INDEX ix_obligation_case_code ON obligation (case_code);

COMMENT ON COLUMN obligation.period_code IS 'null when the plan names no period';

COMMENT ON COLUMN obligation.host_key IS 'the obligation in whose case it is met';

COMMENT ON COLUMN obligation.receiver_code IS 'the desk that takes the deliverable in';

COMMENT ON COLUMN obligation.process_instance_key IS 'root of the case; null while none is started';

COMMENT ON COLUMN obligation.due_at IS 'null while the day is not known';

COMMENT ON COLUMN obligation.punctual_until IS 'last day of the first submission; returns do not move it';

COMMENT ON COLUMN obligation.reason IS 'why it was returned, withdrawn, not applicable or cancelled';

COMMENT ON COLUMN obligation.document IS 'the issued document: {number, symbol, issued_on, title, signer, …}';

CREATE TABLE obligation_due_change (
    key BIGINT NOT NULL,
    obligation_key BIGINT NOT NULL,
    before TIMESTAMP WITH TIME ZONE,
    after TIMESTAMP WITH TIME ZONE NOT NULL,
    cause TEXT NOT NULL,
    ground TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT pk_obligation_due_change PRIMARY KEY (key),
    CONSTRAINT ck_obligation_due_change_cause CHECK (cause IN ('decision', 'return', 'calendar')),
    CONSTRAINT fk_obligation_due_change_obligation_key FOREIGN KEY(obligation_key) REFERENCES obligation (key)
);

CREATE INDEX ix_obligation_due_change_obligation_key ON obligation_due_change (obligation_key);

COMMENT ON COLUMN obligation_due_change.ground IS 'in words; for a return its reasons';

CREATE TABLE obligation_notice (
    key BIGINT NOT NULL,
    obligation_key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recipients TEXT[] NOT NULL,
    title TEXT NOT NULL,
    CONSTRAINT pk_obligation_notice PRIMARY KEY (key),
    CONSTRAINT ck_obligation_notice_kind CHECK (kind IN ('reminder', 'late', 'urge', 'late_list', 'returned', 'due_changed')),
    CONSTRAINT fk_obligation_notice_obligation_key FOREIGN KEY(obligation_key) REFERENCES obligation (key)
);

CREATE INDEX ix_obligation_notice_obligation_key ON obligation_notice (obligation_key);

COMMENT ON COLUMN obligation_notice.recipients IS 'candidate groups as of then: group:unit_head@XA-TRA-BINH';

CREATE TABLE planned_task (
    key BIGINT NOT NULL,
    obligation_key BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    content TEXT NOT NULL,
    lead TEXT,
    partners TEXT,
    due DATE,
    product TEXT,
    budget NUMERIC,
    CONSTRAINT pk_planned_task PRIMARY KEY (key),
    CONSTRAINT fk_planned_task_obligation_key FOREIGN KEY(obligation_key) REFERENCES obligation (key)
);

CREATE INDEX ix_planned_task_obligation_key ON planned_task (obligation_key);

COMMENT ON COLUMN planned_task.position IS 'from 1';

COMMENT ON COLUMN planned_task.budget IS 'đồng';
