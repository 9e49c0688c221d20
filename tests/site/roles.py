"""The table of who may do what, a line an address.

Each line has the name, what its address names (see `make_rows`), then for reading (GET) and for
sending the form filled in as it should be (POST) a sign for each of PEOPLE in their order:

    .  here it is, or done           s  sign in first           x  not by this method
    >  leads elsewhere, mostly done  -  you may not             ?  something is missing
    =  someone was faster            0  no such page            !  no form of ours sends this

and last what a method gets that no page of ours uses.
"""

from typing import NamedTuple

PEOPLE = [
    "visitor", "unverified", "member", "author", "minor", "newcomer", "silenced", "suspended",
    "professional", "moderator", "editor", "superuser",
]  # fmt: skip


class Route(NamedTuple):
    name: str
    row: str
    get: str
    post: str
    other: str


WORDS = {"title": "How do nurses get to work at night?", "body": "By bus, I think."}
ONCE = {"similar_seen": "1"}
WANTED = {"wanted": "1"}
PASSWORD = "correct horse battery"
SENT = {
    "community:ask": WORDS | ONCE,
    "community:answer": {"body": "By bus."},
    "community:comment": {"body": "Which one?"},
    "community:edit": {"title": WORDS["title"], "body": "By bus or by bike.", "version": "1"},
    "community:delete": WANTED,
    "community:drafts": {"place": "ask", "title": "How do", "body": "I", "draft_version": "0"},
    "community:read-notifications": {"newest": "{note}"},
    "community:mail": {"frequency": "weekly"},
    "community:mute-member": WANTED,
    "community:mute-question": WANTED,
    "community:follow-question": WANTED,
    "community:follow-career": WANTED,
    "community:claim": WANTED,
    "community:accept": WANTED,
    "community:helpful": WANTED,
    "community:quote": {"excerpt": "Ask on the first day."},
    "community:report": {"reason": "spam"},
    "community:report-member": {"reason": "spam"},
    "community:appeal": {"body": "It was a joke between friends."},
    "community:verify": {"role": "Nurse", "years": "9", "career_1": "Nurse", "evidence": "I nurse."},
    "community:desk-decide": {"decision": "kept", "chosen": "{review}-{seen}"},
    "community:desk-review": {"decision": "kept", "seen": "{seen}"},
    "community:desk-claim": WANTED,
    "community:merge": {"into": "{other}"},
    "community:close": WANTED | {"because": "It is answered."},
    "community:lock": WANTED,
    "community:pin": WANTED,
    "community:move": {"career": ""},
    "community:add-note": {"text": "Was warned."},
    "community:sanction-member": {"kind": "silence", "reason": "Rude.", "days": "3", "known": "0"},
    "community:sanction-author": {"kind": "silence", "reason": "Rude.", "days": "3", "known": "0"},
    "community:desk-author": {"why": "safety"},
    "community:leave": {"mode": "anonymise", "handle": "{me}"},
    "admin:careers_career_shared": {"days": "7"},
    "careers:useful": {"part": "what", "useful": "0"},
    "mistake": {"page": "/careers/nurse/", "text": "Nurses earn more."},
    "account_profile": {"handle": "someone-new", "name": ""},
    "account_login": {"login": "member@example.org", "password": PASSWORD},
    "account_signup": {
        "email": "new@example.org", "password1": PASSWORD,
        "username": "brand-new", "birth_day": "1", "birth_month": "1", "birth_year": "1990",
    },
    "account_reauthenticate": {"password": PASSWORD},
    "account_email": {"action_add": "", "email": "second@example.org"},
    "account_change_password": {"oldpassword": PASSWORD, "password1": "a longer horse battery"},
    "account_reset_password": {"email": "member@example.org"},
    "admin:careers_field_add": {"name": "Law", "slug": "law", "description": "All of it."},
    "admin:careers_field_change": {"name": "Law", "slug": "law", "description": "All of it."},
    "admin:community_watchword_add": {"words": "badger"},
    "admin:community_watchword_change": {"words": "badger"},
    "admin:community_reasontemplate_add": {"title": "Links", "text": "No links.", "position": "1"},
    "admin:community_reasontemplate_change": {"title": "Links", "text": "None.", "position": "1"},
    "admin:community_boardsettings_change": {"review_everything": "on"},
}  # fmt: skip

TABLE = """
# name                                     row              GET          POST         DELETE
community:accept                           answer           xxxxxxxxxxxx s-->----->-> x
community:add-note                         handle           xxxxxxxxxxxx s-------->-> x
community:answer                           question         ......--.... s>>>>>-->>>> x
community:answer                           gone-question    000.00000.0. 000-00000-0- x
community:appeal                           hidden           s00.00000-0- s00>00000-0- x
community:ask                              -                ......--.... s>>>>>-->>>> x
community:career-feed                      career           ............ xxxxxxxxxxxx x
community:claim                            question         xxxxxxxxxxxx s------->--- x
community:close                            question         xxxxxxxxxxxx s-------->-> x
community:comment                          answer           s.....--.... s>>>>>-->>>> x
community:comment                          hidden           s00000000000 s00000000000 x
community:comments                         answer           ............ xxxxxxxxxxxx x
community:comments                         hidden           000.00000.0. xxxxxxxxxxxx x
community:delete                           own              s--.-------- s-->-------- x
community:desk                             -                s--------.-. xxxxxxxxxxxx x
community:desk-author                      anonymous        s--------.-. s--------.-. x
community:desk-claim                       review           xxxxxxxxxxxx s-------->-> x
community:desk-decide                      -                xxxxxxxxxxxx s-------->-> x
community:desk-figures                     -                s--------.-. xxxxxxxxxxxx x
community:desk-log                         -                s--------.-. xxxxxxxxxxxx x
community:desk-member                      handle           s--------.-. xxxxxxxxxxxx x
community:desk-post                        answer           s--------.-. s-------->-> x
community:desk-question                    question         s--------.-. xxxxxxxxxxxx x
community:desk-review                      review           s--------.-. s-------->-> x
community:discard                          draft            xxxxxxxxxxxx s>>>>>>>>>>> x
community:drafts                           -                s........... -..=........ x
community:edit                             text             s--.-------- s-->-------- x
community:edit                             hidden           s00.00000-0- s00>00000-0- x
community:end-author-sanction              author-sanction  xxxxxxxxxxxx s--------0-0 x
community:end-sanction                     sanction         xxxxxxxxxxxx s-------->-> x
community:feed                             -                ............ xxxxxxxxxxxx x
community:follow-career                    career           xxxxxxxxxxxx s>>>>>>->>>> x
community:follow-question                  question         xxxxxxxxxxxx s>>>>>>->>>> x
community:helpful                          own              xxxxxxxxxxxx s>>->>>->>>> x
community:history                          answer           ............ xxxxxxxxxxxx x
community:history                          hidden           000.00000.0. xxxxxxxxxxxx x
community:leave                            -                s........... s>>>>>>>>>>- x
community:left                             -                ............ xxxxxxxxxxxx x
community:list                             -                ............ xxxxxxxxxxxx x
community:lock                             question         xxxxxxxxxxxx s-------->-> x
community:mail                             -                s........... s>>>>>>>>>>> x
community:member                           handle           ............ xxxxxxxxxxxx x
community:member-notes                     handle           xxxxxxxxxxxx s--------.-. x
community:merge                            question         xxxxxxxxxxxx s-------->-> x
community:move                             question         xxxxxxxxxxxx s-------->-> x
community:mute-member                      handle           xxxxxxxxxxxx s>>->>>->>>> x
community:mute-question                    question         xxxxxxxxxxxx s>>>>>>->>>> x
community:muted                            -                s........... xxxxxxxxxxxx x
community:notification                     note             s00>00000000 xxxxxxxxxxxx x
community:notifications                    -                s........... xxxxxxxxxxxx x
community:pin                              question         xxxxxxxxxxxx s-------->-> x
community:post                             answer           >>>>>>>>>>>> xxxxxxxxxxxx x
community:post                             hidden           000>00000>0> xxxxxxxxxxxx x
community:question                         slug             ............ xxxxxxxxxxxx x
community:question-feed                    question         ............ xxxxxxxxxxxx x
community:question-short                   question         >>>>>>>>>>>> xxxxxxxxxxxx x
community:question-short                   gone-question    000>00000>0> xxxxxxxxxxxx x
community:quote                            answer           s---------.. s--------->> x
community:read-notifications               -                xxxxxxxxxxxx s>>>>>>>>>>> x
community:report                           own              ...-........ >>>->>>>>>>> x
community:report                           hidden           000-00000.0. 000-00000>0> x
community:report-member                    handle           ...-........ >>>->>>>>>>> x
community:reported                         -                ............ xxxxxxxxxxxx x
community:rules                            -                ............ xxxxxxxxxxxx x
community:sanction                         -                s........... xxxxxxxxxxxx x
community:sanction-author                  anonymous        xxxxxxxxxxxx s-------->-> x
community:sanction-member                  handle           xxxxxxxxxxxx s-------->-> x
community:similar                          -                ............ xxxxxxxxxxxx x
community:stop-mail                        stop             ............ ............ x
community:unquote                          answer           xxxxxxxxxxxx s--------->> x
community:verify                           -                s........... s>>?>>>->>>> x
community:verify-questions                 -                s........... xxxxxxxxxxxx x
community:verify-withdraw                  verification     xxxxxxxxxxxx s00>000-0-0- x
community:withhold                         earlier          xxxxxxxxxxxx s-------->-> x
community:your-data                        -                s........... s........... x
about-data                                 -                ............ xxxxxxxxxxxx x
about-pay                                  -                ............ xxxxxxxxxxxx x
accessibility                              -                ............ xxxxxxxxxxxx x
account_change_password                    -                s........... s........... x
account_confirm_email                      key              ............ 000000000000 x
account_confirm_login_code                 -                s>>>>>>>>>>> s>>>>>>>>>>> >
account_email                              -                s........... s>>>>>>>>>>> x
account_email_verification_sent            -                ............ xxxxxxxxxxxx x
account_inactive                           -                ............ xxxxxxxxxxxx x
account_login                              -                .>>>>>>>>>>> >>>>>>>>>>>> >
account_logout                             -                >........... >>>>>>>>>>>> x
account_profile                            -                s........... s>>>>>>>>>>> x
account_reauthenticate                     -                s........... s>>>>>>>>>>> x
account_reset_password                     -                ............ >>>>>>>>>>>> x
account_reset_password_done                -                ............ xxxxxxxxxxxx x
account_reset_password_from_key            reset            ............ ............ .
account_reset_password_from_key_done       -                ............ xxxxxxxxxxxx x
account_set_password                       -                s>>>>>>>>>>> s>>>>>>>>>>> >
account_signup                             -                .>>>>>>>>>>> >>>>>>>>>>>> >
api                                        -                ............ xxxxxxxxxxxx x
api:api-root                               -                000000000000 xxxxxxxxxxxx x
api:career                                 career           ............ xxxxxxxxxxxx x
api:careers                                -                ............ xxxxxxxxxxxx x
api:missing                                url              000000000000 xxxxxxxxxxxx x
api:openapi-json                           -                ............ xxxxxxxxxxxx x
api:pay                                    career           ............ xxxxxxxxxxxx x
api:places                                 -                ............ xxxxxxxxxxxx x
api:releases                               -                ............ xxxxxxxxxxxx x
api:titles                                 -                ???????????? xxxxxxxxxxxx x
careers:career                             career           ............ xxxxxxxxxxxx x
careers:career-csv                         table            ............ xxxxxxxxxxxx x
careers:change                             -                ............ xxxxxxxxxxxx x
careers:changes                            career           ............ xxxxxxxxxxxx x
careers:compare                            -                ............ xxxxxxxxxxxx x
careers:field                              field            ............ xxxxxxxxxxxx x
careers:index                              -                ............ xxxxxxxxxxxx x
careers:interest-results                   -                >>>>>>>>>>>> xxxxxxxxxxxx x
careers:interests                          -                ............ xxxxxxxxxxxx x
careers:list-csv                           -                ............ xxxxxxxxxxxx x
careers:place                              -                ............ xxxxxxxxxxxx x
careers:preview                            preview          ............ xxxxxxxxxxxx x
careers:useful                             career           >>>>>>>>>>>> >>>>>>>>>>>> x
contact                                    -                ............ xxxxxxxxxxxx x
favicon                                    -                >>>>>>>>>>>> xxxxxxxxxxxx x
healthz                                    -                ............ ............ .
home                                       -                ............ xxxxxxxxxxxx x
mfa_activate_totp                          -                s........... s........... x
mfa_add_webauthn                           -                s........... s........... x
mfa_authenticate                           -                s>>>>>>>>>>> s>>>>>>>>>>> >
mfa_deactivate_totp                        -                s00000000000 s00000000000 0
mfa_download_recovery_codes                -                s00000000000 s00000000000 0
mfa_edit_webauthn                          1                s00000000000 s00000000000 x
mfa_generate_recovery_codes                -                s........... s........... x
mfa_index                                  -                s........... sxxxxxxxxxxx x
mfa_list_webauthn                          -                s........... sxxxxxxxxxxx x
mfa_login_webauthn                         -                s>>>>>>>>>>> s>>>>>>>>>>> >
mfa_reauthenticate                         -                s>>>>>>>>>>> s>>>>>>>>>>> >
mfa_reauthenticate_webauthn                -                s>>>>>>>>>>> s>>>>>>>>>>> >
mfa_remove_webauthn                        1                s00000000000 s00000000000 0
mfa_view_recovery_codes                    -                s00000000000 sxxxxxxxxxxx x
mistake                                    -                ............ >>>>>>>>>>>> x
mistake-sent                               -                ............ xxxxxxxxxxxx x
privacy                                    -                ............ xxxxxxxxxxxx x
robots                                     -                ............ xxxxxxxxxxxx x
search                                     -                ............ xxxxxxxxxxxx x
suggest                                    -                ............ xxxxxxxxxxxx x
sitemap                                    -                ............ ............ .
admin:account_emailaddress_add             -                s----------. s----------. .
admin:account_emailaddress_change          1                s----------> s----------> >
admin:account_emailaddress_changelist      -                s----------. s----------. .
admin:account_emailaddress_delete          1                s----------> s----------> >
admin:account_emailaddress_history         1                s-------->>> s-------->>> >
admin:accounts_auditentry_add              -                s----------- s----------- -
admin:accounts_auditentry_change           entry            s----------. s----------- .
admin:accounts_auditentry_changelist       -                s----------. s----------. .
admin:accounts_auditentry_delete           entry            s----------- s----------- -
admin:accounts_auditentry_history          entry            s----------. s----------. .
admin:accounts_user_add                    -                s----------. s----------? .
admin:accounts_user_change                 user             s----------. s----------? .
admin:accounts_user_changelist             -                s----------. s----------. .
admin:accounts_user_delete                 user             s----------. s----------. .
admin:accounts_user_history                user             s----------. s----------. .
admin:app_list                             app              s--------... s--------... .
admin:auth_group_add                       -                s----------. s----------? .
admin:auth_group_change                    1                s----------. s----------? .
admin:auth_group_changelist                -                s----------. s----------. .
admin:auth_group_delete                    1                s----------. s----------. .
admin:auth_group_history                   1                s----------. s----------. .
admin:auth_user_password_change            user             s----------. s----------. .
admin:autocomplete                         -                s----------- s--------xxx x
admin:careers_career_add                   -                s---------.. s---------?? .
admin:careers_career_change                career_          s---------.. s---------== .
admin:careers_career_changelist            -                s---------.. s---------.. .
admin:careers_career_compare               career_          s---------?? s--------xxx x
admin:careers_career_delete                career_          s----------. s----------. .
admin:careers_career_deleted               -                s---------.. s--------xxx x
admin:careers_career_duplicate             career_          s---------.. s--------->> x
admin:careers_career_export                career_          s---------.. s--------xxx x
admin:careers_career_export_all            -                s---------.. s--------xxx x
admin:careers_career_history               career_          s---------.. s--------xxx x
admin:careers_career_import                -                s---------.. s---------?? x
admin:careers_career_preview               career_          s--------->> s--------->> >
admin:careers_career_preview_new           -                s--------->> s--------->> >
admin:careers_career_previewed             preview_         s---------.. s---------.. .
admin:careers_career_publish               career_          s----------. s----------= x
admin:careers_career_recover               deletion         s--------xxx s--------->> x
admin:careers_career_restore               version          s---------.. s---------== x
admin:careers_career_shared                career_          s---------.. s--------->> .
admin:careers_career_unpublish             career_          s----------. s----------= x
admin:careers_career_withdraw              link             s--------->> s--------->> >
admin:careers_career_words                 -                s---------xx s---------.. x
admin:careers_conflict_add                 -                s----------- s----------- -
admin:careers_conflict_change              conflict         s---------.. s----------- .
admin:careers_conflict_changelist          -                s---------.. s---------.. .
admin:careers_conflict_delete              conflict         s----------- s----------- -
admin:careers_conflict_history             conflict         s---------.. s---------.. .
admin:careers_datarelease_add              -                s---------.. s---------?? .
admin:careers_datarelease_change           release          s---------.. s---------?? .
admin:careers_datarelease_changelist       -                s---------.. s---------.. .
admin:careers_datarelease_delete           release          s----------. s----------. .
admin:careers_datarelease_history          release          s---------.. s---------.. .
admin:careers_field_add                    -                s---------.. s---------?? .
admin:careers_field_change                 field_           s---------.. s---------?? .
admin:careers_field_changelist             -                s---------.. s---------.. .
admin:careers_field_delete                 field_           s---------.. s---------.. .
admin:careers_field_history                field_           s---------.. s---------.. .
admin:careers_field_sortable_update        -                s--------xxx s---------!! x
admin:careers_missedsearch_add             -                s----------- s----------- -
admin:careers_missedsearch_change          missed           s---------.. s----------- .
admin:careers_missedsearch_changelist      -                s---------.. s---------.. .
admin:careers_missedsearch_delete          missed           s---------.. s---------.. .
admin:careers_missedsearch_history         missed           s---------.. s---------.. .
admin:careers_mistake_add                  -                s----------- s----------- -
admin:careers_mistake_change               mistake          s---------.. s----------- .
admin:careers_mistake_changelist           -                s---------.. s---------.. .
admin:careers_mistake_delete               mistake          s----------- s----------- -
admin:careers_mistake_history              mistake          s---------.. s---------.. .
admin:careers_occupation_add               -                s---------.. s---------?? .
admin:careers_occupation_change            occupation       s---------.. s---------?? .
admin:careers_occupation_changelist        -                s---------.. s---------.. .
admin:careers_occupation_delete            occupation       s---------.. s---------.. .
admin:careers_occupation_history           occupation       s---------.. s---------.. .
admin:careers_partvote_add                 -                s----------- s----------- -
admin:careers_partvote_change              vote             s---------.. s----------- .
admin:careers_partvote_changelist          -                s---------.. s---------.. .
admin:careers_partvote_delete              vote             s----------- s----------- -
admin:careers_partvote_history             vote             s---------.. s---------.. .
admin:community_boardsettings_add          -                s----------- s----------- -
admin:community_boardsettings_change       settings         s--------.-. s-------->-> .
admin:community_boardsettings_changelist   -                s--------.-. s--------.-. .
admin:community_boardsettings_delete       settings         s----------- s----------- -
admin:community_boardsettings_history      settings         s--------.-. s--------.-. .
admin:community_delivery_add               -                s----------- s----------- -
admin:community_delivery_change            delivery         s--------.-. s-------->-> .
admin:community_delivery_changelist        -                s--------.-. s--------.-. .
admin:community_delivery_delete            delivery         s----------- s----------- -
admin:community_delivery_history           delivery         s--------.-. s--------.-. .
admin:community_post_add                   -                s----------- s----------- -
admin:community_post_change                text             s--------.-. s----------- .
admin:community_post_changelist            -                s--------.-. s--------.-. .
admin:community_post_delete                text             s----------- s----------- -
admin:community_post_history               text             s--------.-. s--------.-. .
admin:community_question_add               -                s----------- s----------- -
admin:community_question_change            question         s--------.-. s----------- .
admin:community_question_changelist        -                s--------.-. s--------.-. .
admin:community_question_delete            question         s----------- s----------- -
admin:community_question_history           question         s--------.-. s--------.-. .
admin:community_quotation_add              -                s----------- s----------- -
admin:community_quotation_change           quotation        s---------.. s----------- .
admin:community_quotation_changelist       -                s---------.. s---------.. .
admin:community_quotation_delete           quotation        s---------.. s---------.. .
admin:community_quotation_history          quotation        s---------.. s---------.. .
admin:community_reasontemplate_add         -                s--------.-. s-------->-> .
admin:community_reasontemplate_change      template         s--------.-. s-------->-> .
admin:community_reasontemplate_changelist  -                s--------.-. s--------.-. .
admin:community_reasontemplate_delete      template         s--------.-. s--------.-. .
admin:community_reasontemplate_history     template         s--------.-. s--------.-. .
admin:community_verification_add           -                s----------- s----------- -
admin:community_verification_change        verification     s--------.-. s--------?-? .
admin:community_verification_changelist    -                s--------.-. s--------.-. .
admin:community_verification_delete        verification     s----------- s----------- -
admin:community_verification_history       verification     s--------.-. s--------.-. .
admin:community_watchword_add              -                s--------.-. s-------->-> .
admin:community_watchword_change           watchword        s--------.-. s-------->-> .
admin:community_watchword_changelist       -                s--------.-. s--------.-. .
admin:community_watchword_delete           watchword        s--------.-. s--------.-. .
admin:community_watchword_history          watchword        s--------.-. s--------.-. .
admin:index                                -                s--------... s--------... .
admin:jsi18n                               -                s--------... s--------xxx x
admin:login                                -                s-------->>> s--------... x
admin:logout                               -                >>>>>>>>>xxx >>>>>>>>>... x
admin:mfa_authenticator_add                -                s----------. s----------. .
admin:mfa_authenticator_change             1                s----------> s----------> >
admin:mfa_authenticator_changelist         -                s----------. s----------. .
admin:mfa_authenticator_delete             1                s----------> s----------> >
admin:mfa_authenticator_history            1                s-------->>> s-------->>> >
admin:password_change                      -                s--------... s--------... x
admin:password_change_done                 -                s--------... s--------xxx x
"""

ROUTES = [Route(*line.split()) for line in TABLE.strip().splitlines() if not line.startswith("#")]
