"""defaults in the database

A default that was Python's alone stands in the database, so that a version that does not know a column goes on inserting rows.
Columns for an enum's value get one width. Nothing points to speaker.participant_id any more.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-29 06:40:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow changing-column-type: a varchar only gets longer, no row is rewritten
# squawk-allow require-concurrent-index-deletion: speakers are few
# squawk-allow ban-drop-constraint: no version has ever filled the column

# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

EMPTY_TEXT = {
    'action_item': 'text institution person',
    'agenda_item': 'responsible notes',
    'attendance': 'first_gate first_by',
    'audit_entry': 'actor_name target_type target_id target_name',
    'decision': 'text',
    'delivery': 'recipient_name subject body_text body_html claimed_by error',
    'device': 'gate user_agent',
    'document': 'title number signer revoke_reason claimed_by error',
    'letter': 'number place subject opening time_text closing',
    'meeting': 'theme purpose place address map_url city dress contact_name contact_phone contact_email cancel_reason',
    'minutes': (
        'room chair_name chair_position secretary_name recorder_name opening closing number correction_reason '
        'return_note'
    ),
    'minutes_item': 'speakers discussion',
    'organisation': 'short_name unit_code address city postal_code phone fax website email letterhead_lines',
    'participant': (
        'title_front title_back search_text nip rank grade position institution phone email seat door_notes notes '
        'answer_note'
    ),
    'participant_import': 'file_name',
    'pass': 'reason',
    'person': 'title_front title_back nip rank grade position institution phone email',
    'representation': 'basis',
    'scan': 'gate by undo_reason',
    'session': 'room chair_name chair_position secretary_name recorder_name notes',
    'speaker': 'title_front title_back job_title institution topic phone email notes',
    'task_run': 'title claimed_by error',
    'user': 'position phone',
    'user_session': 'ip user_agent',
    'virtual_link': 'label meeting_code passcode host_notes',
}

OTHERS = {
    'action_item': {'status': "'open'"},
    'agenda_item': {'kind': "'other'", 'minutes': '15', 'in_minutes': 'true'},
    'attendance': {'mode': "'in_person'", 'inside': 'true', 'minutes_present': '0'},
    'audit_entry': {'data': "'{}'"},
    'category': {'colour': "'#5b6b7f'", 'protocol_order': '1000'},
    'delivery': {'channel': "'email'", 'attachments': "'[]'", 'state': "'queued'", 'attempts': '0'},
    'device': {'may_force': 'false', 'limited': 'false', 'scans_per_minute': '1200'},
    'document': {'version': '1', 'state': "'queued'", 'security': "'B'", 'content': "'{}'", 'attempts': '0'},
    'letter': {
        'state': "'draft'", 'urgency': "'important'", 'security': "'B'", 'attachment_text': "'-'", 'addressee_place':
        "'Tempat'", 'religious_greeting': 'false', 'with_rundown': 'true', 'with_link': 'true', 'signatory': "'{}'",
        'copies': "'[]'", 'frozen': "'{}'",
    },
    'meeting': {
        'mode': "'in_person'", 'timezone': "'Asia/Jakarta'", 'state': "'draft'", 'is_load_test': 'false',
        'allow_representation': 'true', 'allow_walk_in': 'true', 'refuse_declined': 'false', 'refuse_unconfirmed':
        'false', 'checkin_minutes_before': '120', 'checkin_minutes_after': '60', 'roster_version': '0',
    },
    'minutes': {
        'version': '1', 'revision': '1', 'state': "'draft'", 'layout': "'v2023'", 'signatory': "'{}'", 'copies': "'{}'",
    },
    'minutes_item': {'revision': '1'},
    'number_sequence': {'last': '0'},
    'organisation': {
        'timezone': "'Asia/Jakarta'", 'protocol_order': '1000', 'colour': "'#1b4f8f'", 'paper': "'A4'",
        'number_patterns': "'{}'",
    },
    'participant': {
        'protocol_order': '1000', 'status': "'invited'", 'source': "'manual'", 'limited': 'false', 'attends_online':
        'false',
    },
    'participant_import': {'choices': "'{}'", 'result': "'{}'"},
    'pass': {'state': "'active'"},
    'scan': {'clock_ahead': 'false', 'offline': 'false', 'force': 'false', 'result': "'{}'"},
    'session': {'wants_minutes': 'true'},
    'speaker': {'position': '0', 'role': "'speaker'", 'state': "'proposed'"},
    'task_run': {'arguments': "'{}'", 'state': "'queued'", 'total': '0', 'done': '0', 'failed': '0', 'problems': "'[]'"},
    'user': {'locale': "'id'", 'active': 'true', 'login_count': '0', 'failed_logins': '0'},
    'virtual_link': {'provider': "'zoom'"},
    'web_authn': {'sign_count': '0', 'create_datetime': 'CURRENT_TIMESTAMP'},
}

STAMPED = (
    'action_item agenda_item decision delivery document invitation letter meeting minutes minutes_item organisation '
    'participant person session speaker task_run user virtual_link '
)

NARROW = {
    'action_item': {'status': 20},
    'agenda_item': {'kind': 20},
    'attendance': {'mode': 20, 'method': 8},
    'delivery': {'channel': 20, 'state': 20},
    'document': {'kind': 20, 'state': 20, 'security': 20},
    'letter': {'state': 20, 'urgency': 20, 'security': 20},
    'meeting': {'kind': 20, 'mode': 20, 'state': 20, 'paper': 20},
    'meeting_staff': {'role': 20},
    'membership': {'role': 20},
    'minutes': {'state': 20},
    'organisation': {'kind': 20, 'paper': 20},
    'participant': {'status': 20, 'source': 20, 'decline_reason': 20},
    'pass': {'state': 20},
    'scan': {'direction': 8, 'method': 8, 'status': 12, 'reason': 24},
    'speaker': {'role': 20, 'state': 20},
    'task_run': {'state': 20},
    'virtual_link': {'provider': 20},
}

TABLES = sorted({*EMPTY_TEXT, *OTHERS, *STAMPED.split(), *NARROW})


def defaults(table: str) -> dict[str, str]:
    """The columns of a table that get a default, with the default as SQL."""
    times = ('created_at', 'updated_at') if table in STAMPED.split() else ()
    return {
        **dict.fromkeys(EMPTY_TEXT.get(table, '').split(), "''"),
        **dict.fromkeys(times, 'CURRENT_TIMESTAMP'),
        **OTHERS.get(table, {}),
    }


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, reflect_kwargs={'resolve_fks': False}) as batch_op:
            for column, default in defaults(table).items():
                batch_op.alter_column(column, server_default=sa.text(default))
            for column, length in NARROW.get(table, {}).items():
                batch_op.alter_column(column, type_=sa.String(length=40), existing_type=sa.String(length=length))
            if table == 'speaker':
                batch_op.drop_index('ix_speaker_participant_id')
                batch_op.drop_constraint('fk_speaker_participant_id', type_='foreignkey')


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, reflect_kwargs={'resolve_fks': False}) as batch_op:
            for column in defaults(table):
                batch_op.alter_column(column, server_default=None)
            for column, length in NARROW.get(table, {}).items():
                batch_op.alter_column(column, type_=sa.String(length=length), existing_type=sa.String(length=40))
            if table == 'speaker':
                batch_op.create_foreign_key('fk_speaker_participant_id', 'participant', ['participant_id'], ['id'], ondelete='SET NULL')
                batch_op.create_index('ix_speaker_participant_id', ['participant_id'])
