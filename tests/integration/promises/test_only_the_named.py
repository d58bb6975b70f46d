"""Only the named: every address and every button, for everybody, at their own school and at another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from sharp import clock
from sharp.model.staff import TrailLine
from sharp.model.words import Act, Role
from sharp.schools.nominations import nominate
from sharp.triage.action_kinds import ALL
from sharp.triage.actions import record_action
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, file_with
from tests.fixtures.pages import CheckedClient, form_on, prefilled, text_of
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.clips.bringing import NO_CLIP, Lying, lying_clip
from tests.integration.promises.ground import TRAIL, dump, masked
from tests.integration.reports.test_journey import MONDAY, go
from tests.integration.triage.deeds import case_of, deeds, right
from tests.integration.triage.handing import handed_over
from tests.integration.triage.moves import offered, offers_in

STAFF = """
method rule about  nobody officer spoc deputy head contact pastoral coordinator operator officer_elsewhere
GET  /staff/                                                       -        302 200 200 200 200 200 200 200 200 200
GET  /staff/account                                                -        302 200 200 200 200 200 200 200 200 200
GET  /staff/account/passphrase                                     -        302 200 200 200 200 200 200 200 200 200
POST /staff/account/passphrase                                     -        302 422 422 422 422 422 422 422 422 422
GET  /staff/account/quiet-hours                                    -        302 200 200 200 200 200 200 200 200 200
POST /staff/account/quiet-hours                                    -        302 422 422 422 422 422 422 422 422 422
GET  /staff/account/recovery-codes                                 -        302 302 302 302 302 302 302 302 302 302
POST /staff/account/recovery-codes                                 -        302 302 302 302 302 302 302 302 302 302
GET  /staff/account/second-factor                                  -        302 200 200 200 200 200 200 200 200 200
POST /staff/account/second-factor                                  -        302 422 422 422 422 422 422 422 422 422
POST /staff/account/sign-out-everywhere                            -        302 422 422 422 422 422 422 422 422 422
GET  /staff/assembly                                                -        302 200 200 200 403 403 403 403 403 200
GET  /staff/assembly/<slug:slug>                                    own      302 200 200 200 403 403 403 403 403 404
GET  /staff/assembly/<slug:slug>                                    birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/assembly/<slug:slug>                                    unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/cases/<ref:reference>                                  own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>                                  head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>                                  birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>                                  unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/acknowledgement                  own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/acknowledgement                  head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/acknowledgement                  birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/acknowledgement                  unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>                   own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>                   head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>                   birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/actions/<what>                   unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>                   own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>                   head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>                   birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/actions/<what>                   unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>/<entry>           own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>/<entry>           head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/actions/<what>/<entry>           birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/actions/<what>/<entry>           unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>/<entry>           own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>/<entry>           head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/actions/<what>/<entry>           birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/actions/<what>/<entry>           unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/closure                          own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/closure                          head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/closure                          birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/closure                          unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/copy                             own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/copy                             head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/copy                             birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/copy                             unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/copy                             own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/copy                             head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/copy                             birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/copy                             unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/files/<handed:file>              own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/files/<handed:file>              head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/files/<handed:file>              birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/files/<handed:file>              unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/files/<handed:file>              own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/files/<handed:file>              head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/files/<handed:file>              birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/files/<handed:file>              unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/filing                           own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/filing                           head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/filing                           birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/filing                           unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/hold                             own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/hold                             head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/hold                             birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/hold                             unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups                        own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups                        head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups                        birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/followups                        unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/<handed:followup>      own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/<handed:followup>      head's   302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/<handed:followup>      birch's  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/<handed:followup>      unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/recall own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/recall head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/recall birch's  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/recall unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/words own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/words head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/words birch's  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/<handed:followup>/words unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/new                    own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/new                    head's   302 404 404 404 403 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/new                    birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/followups/new                    unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/advice                 own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/advice                 head's   302 404 404 404 403 404 403 403 403 404
GET  /staff/cases/<ref:reference>/followups/advice                 birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/followups/advice                 unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/advice                 own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/advice                 head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/followups/advice                 birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/followups/advice                 unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/level                            own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/level                            head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/level                            birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/level                            unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/merging                          own      302 303 303 303 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/merging                          head's   302 404 404 404 403 404 403 403 403 404
GET  /staff/cases/<ref:reference>/merging                          birch's  302 404 404 404 404 404 403 403 403 303
GET  /staff/cases/<ref:reference>/merging                          unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging                          own      302 303 303 303 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging                          head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging                          birch's  302 404 404 404 404 404 403 403 403 303
POST /staff/cases/<ref:reference>/merging                          unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/answers                  own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/answers                  head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/answers                  birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/merging/answers                  unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/separation               own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/separation               head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/merging/separation               birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/merging/separation               unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/messages                         own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/messages                         head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/messages                         birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/messages                         unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/notes                            own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/notes                            head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/notes                            birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/notes                            unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/reality                          own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/reality                          head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/reality                          birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/reality                          unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/release                          own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/release                          head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/release                          birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/release                          unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/reopening                        own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/reopening                        head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/reopening                        birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/reopening                        unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/sharing                          own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/sharing                          head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/sharing                          birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/sharing                          unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/names                            own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/names                            head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/names                            birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/names                            unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/links                            own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/links                            head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/links                            birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/links                            unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/links                            own      302 303 303 303 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/links                            head's   302 404 404 404 303 404 403 403 403 404
POST /staff/cases/<ref:reference>/links                            birch's  302 404 404 404 404 404 403 403 403 303
POST /staff/cases/<ref:reference>/links                            unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/hours                                                  -        302 200 200 200 403 403 403 403 403 200
GET  /staff/hours/<slug:slug>                                      own      302 200 200 200 403 403 403 403 403 404
GET  /staff/hours/<slug:slug>                                      birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/hours/<slug:slug>                                      unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/hours/<slug:slug>                                      own      302 422 422 422 403 403 403 403 403 404
POST /staff/hours/<slug:slug>                                      birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/hours/<slug:slug>                                      unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/cases/<ref:reference>/move                             own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/move                             head's   302 404 404 404 403 404 403 403 403 404
GET  /staff/cases/<ref:reference>/move                             birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/move                             unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move                             own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move                             head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/move                             birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/move                             unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/offer                       own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/offer                       head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/offer                       birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/move/offer                       unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/withdrawal                  own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/withdrawal                  head's   302 404 404 404 403 404 403 403 403 404
POST /staff/cases/<ref:reference>/move/withdrawal                  birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/move/withdrawal                  unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/offers                                                 -        302 404 404 404 404 404 404 404 404 200
POST /staff/offers/<handed:offer>/answer                           own      302 404 404 404 404 404 404 404 404 422
POST /staff/offers/<handed:offer>/answer                           unknown  302 404 404 404 404 404 404 404 404 404
GET  /staff/new-case                                               -        302 200 200 200 403 403 403 403 403 200
POST /staff/new-case                                               -        302 422 422 422 403 403 403 403 403 422
GET  /staff/new-case/readers                                       -        302 302 302 302 403 403 403 403 403 302
POST /staff/new-case/readers                                       -        302 303 303 303 403 403 403 403 403 303
GET  /staff/new-case/words                                         -        302 302 302 302 403 403 403 403 403 302
POST /staff/new-case/words                                         -        302 303 303 303 403 403 403 403 403 303
GET  /staff/cases/<ref:reference>/sheets/<entry>                   own      302 200 200 200 404 404 403 403 403 404
GET  /staff/cases/<ref:reference>/sheets/<entry>                   head's   302 404 404 404 200 404 403 403 403 404
GET  /staff/cases/<ref:reference>/sheets/<entry>                   birch's  302 404 404 404 404 404 403 403 403 200
GET  /staff/cases/<ref:reference>/sheets/<entry>                   unknown  302 404 404 404 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/withdrawal                       own      302 422 422 422 404 404 403 403 403 404
POST /staff/cases/<ref:reference>/withdrawal                       head's   302 404 404 404 422 404 403 403 403 404
POST /staff/cases/<ref:reference>/withdrawal                       birch's  302 404 404 404 404 404 403 403 403 422
POST /staff/cases/<ref:reference>/withdrawal                       unknown  302 404 404 404 404 404 403 403 403 404
GET  /staff/deletions                                              -        302 200 200 200 200 200 403 403 403 200
GET  /staff/endings                                                -        302 403 403 403 403 403 403 200 403 403
GET  /staff/followups                                              -        302 200 403 403 403 403 200 403 403 200
GET  /staff/followups/<handed:followup>                            own      302 404 403 403 403 403 200 403 403 404
GET  /staff/followups/<handed:followup>                            unknown  302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/messages                   own      302 404 403 403 403 403 422 403 403 404
POST /staff/followups/<handed:followup>/messages                   unknown  302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/questions                  own      302 404 403 403 403 403 422 403 403 404
POST /staff/followups/<handed:followup>/questions                  unknown  302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/replies                    own      302 404 403 403 403 403 422 403 403 404
POST /staff/followups/<handed:followup>/replies                    unknown  302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/return                     own      302 404 403 403 403 403 422 403 403 404
POST /staff/followups/<handed:followup>/return                     unknown  302 404 403 403 403 403 404 403 403 404
GET  /staff/followups/<handed:followup>/files/<handed:file>        own      302 404 403 403 403 403 404 403 403 404
GET  /staff/followups/<handed:followup>/files/<handed:file>        unknown  302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/files/<handed:file>        own      302 404 403 403 403 403 404 403 403 404
POST /staff/followups/<handed:followup>/files/<handed:file>        unknown  302 404 403 403 403 403 404 403 403 404
GET  /staff/nominations                                            -        302 200 200 200 403 403 403 403 403 200
GET  /staff/nominations/<string(length=32):nomination>             own      302 200 200 200 403 403 403 403 403 404
GET  /staff/nominations/<string(length=32):nomination>             birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/nominations/<string(length=32):nomination>             unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/nominations/<string(length=32):nomination>/confirmation own     302 422 422 422 403 403 403 403 403 404
POST /staff/nominations/<string(length=32):nomination>/confirmation birch's 302 404 404 404 403 403 403 403 403 422
POST /staff/nominations/<string(length=32):nomination>/confirmation unknown 302 404 404 404 403 403 403 403 403 404
GET  /staff/posters                                                 -        302 200 200 200 403 403 403 403 403 200
GET  /staff/posters/<slug:slug>                                     own      302 200 200 200 403 403 403 403 403 404
GET  /staff/posters/<slug:slug>                                     birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/posters/<slug:slug>                                     unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/posters/<slug:slug>/cards.pdf                           own      302 200 200 200 403 403 403 403 403 404
GET  /staff/posters/<slug:slug>/cards.pdf                           birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/posters/<slug:slug>/cards.pdf                           unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/posters/<slug:slug>/poster.pdf                          own      302 200 200 200 403 403 403 403 403 404
GET  /staff/posters/<slug:slug>/poster.pdf                          birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/posters/<slug:slug>/poster.pdf                          unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/prove                                                  -        302 200 200 200 200 200 200 200 200 200
POST /staff/prove                                                  -        302 422 422 422 422 422 422 422 422 422
GET  /staff/queue                                                  -        302 200 200 200 200 200 403 403 403 200
POST /staff/queue/practice                                         -        302 422 422 422 422 422 403 403 403 422
GET  /staff/queue/search                                           -        302 302 302 302 302 302 403 403 403 302
POST /staff/queue/search                                           -        302 422 422 422 422 422 403 403 403 422
GET  /staff/queue/views                                            -        302 200 200 200 200 200 403 403 403 200
POST /staff/queue/views                                            -        302 422 422 422 422 422 403 403 403 422
POST /staff/queue/views/<item>/name                                -        302 422 422 422 422 422 403 403 403 422
POST /staff/queue/views/<item>/removal                             -        302 422 422 422 422 422 403 403 403 422
POST /staff/queue/views/<item>/search                              -        302 422 422 422 422 422 403 403 403 422
GET  /staff/set-up/<token>                                         -        404 404 404 404 404 404 404 404 404 404
POST /staff/set-up/<token>                                         -        404 404 404 404 404 404 404 404 404 404
GET  /staff/set-up/<token>/codes                                   -        404 404 404 404 404 404 404 404 404 404
POST /staff/set-up/<token>/codes                                   -        404 404 404 404 404 404 404 404 404 404
GET  /staff/set-up/<token>/recovery                                -        404 404 404 404 404 404 404 404 404 404
POST /staff/set-up/<token>/recovery                                -        404 404 404 404 404 404 404 404 404 404
GET  /staff/set-up/ready                                           -        302 302 302 302 302 302 302 302 302 302
GET  /staff/school                                                 -        302 200 200 200 403 403 403 403 403 200
GET  /staff/sign-in                                                -        200 302 302 302 302 302 302 302 302 302
POST /staff/sign-in                                                -        422 422 422 422 422 422 422 422 422 422
GET  /staff/sign-in/code                                           -        302 302 302 302 302 302 302 302 302 302
POST /staff/sign-in/code                                           -        302 302 302 302 302 302 302 302 302 302
POST /staff/sign-out                                               -        302 422 422 422 422 422 422 422 422 422
GET  /staff/content                                                -        302 200 200 200 403 403 403 403 403 200
GET  /staff/content/<slug:slug>                                    own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>                                    birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>                                    unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips                              own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips                              birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/clips                              unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/new                          own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/new                          birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/clips/new                          unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/new                          own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/new                          birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/clips/new                          unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:clip>/words          own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:clip>/words          birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/clips/<handed:clip>/words          unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/words          own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/words          birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/clips/<handed:clip>/words          unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/hiding         own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/hiding         birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/clips/<handed:clip>/hiding         unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:clip>/removal        own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:clip>/removal        birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/clips/<handed:clip>/removal        unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/removal        own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/clips/<handed:clip>/removal        birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/clips/<handed:clip>/removal        unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:name>.<ending>       own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/clips/<handed:name>.<ending>       birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/clips/<handed:name>.<ending>       unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/opening                            own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/opening                            birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/opening                            unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>                      own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>                      birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/<kind>/<item>                      unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/acceptance           own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/acceptance           birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/<kind>/<item>/acceptance           unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>/change               own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>/change               birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/<kind>/<item>/change               unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/change               own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/change               birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/<kind>/<item>/change               unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>/history              own      302 200 200 200 403 403 403 403 403 404
GET  /staff/content/<slug:slug>/<kind>/<item>/history              birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/content/<slug:slug>/<kind>/<item>/history              unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/restoration          own      302 422 422 422 403 403 403 403 403 404
POST /staff/content/<slug:slug>/<kind>/<item>/restoration          birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/content/<slug:slug>/<kind>/<item>/restoration          unknown  302 404 404 404 403 403 403 403 403 404
GET  /staff/words                                                  -        302 200 200 200 403 403 403 403 403 200
GET  /staff/words/<slug:slug>/<which>/<item>                       own      302 200 200 200 403 403 403 403 403 404
GET  /staff/words/<slug:slug>/<which>/<item>                       birch's  302 404 404 404 403 403 403 403 403 200
GET  /staff/words/<slug:slug>/<which>/<item>                       unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>                       own      302 422 422 422 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>                       birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/words/<slug:slug>/<which>/<item>                       unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>/removal               own      302 422 422 422 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>/removal               birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/words/<slug:slug>/<which>/<item>/removal               unknown  302 404 404 404 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>/return                own      302 422 422 422 403 403 403 403 403 404
POST /staff/words/<slug:slug>/<which>/<item>/return                birch's  302 404 404 404 403 403 403 403 403 422
POST /staff/words/<slug:slug>/<which>/<item>/return                unknown  302 404 404 404 403 403 403 403 403 404
"""
"""What a page answers, and what a button answers whose token is missing or old."""
VISITS = """
method rule about  stranger teller returner returner_elsewhere
GET  /                                -       200 200 200 200
GET  /<slug:slug>/                    -       200 200 200 200
GET  /<slug:slug>/advice              -       200 200 200 200
GET  /<slug:slug>/clips/<handed:name>.<ending> - 200 200 200 404
GET  /<slug:slug>/back                -       200 200 200 200
POST /<slug:slug>/back                -       422 422 422 422
GET  /<slug:slug>/back/report         -       303 303 200 303
GET  /<slug:slug>/back/report/<act>   name    303 303 200 303
GET  /<slug:slug>/back/report/<act>   nothing 303 303 404 303
POST /<slug:slug>/back/report/<act>   message 422 422 422 422
POST /<slug:slug>/back/report/<act>   name    422 422 422 422
POST /<slug:slug>/back/report/<act>   nothing 422 422 404 422
GET  /<slug:slug>/back/report/show        - 303 303 303 303
POST /<slug:slug>/back/report/show        - 422 422 422 422
POST /<slug:slug>/back/report/show/remove - 422 422 422 422
POST /<slug:slug>/back/report/show/words  - 422 422 422 422
GET  /<slug:slug>/covering-tracks     -       200 200 200 200
GET  /<slug:slug>/easier              -       200 200 200 200
POST /<slug:slug>/easier              -       303 303 303 303
GET  /<slug:slug>/plain               -       200 200 200 200
GET  /<slug:slug>/help-now            -       200 200 200 200
GET  /<slug:slug>/how-it-works        -       200 200 200 200
POST /<slug:slug>/language            -       303 303 303 303
GET  /<slug:slug>/report/             -       200 200 200 200
POST /<slug:slug>/report/             -       422 422 422 422
GET  /<slug:slug>/report/<path>       story   302 200 302 302
GET  /<slug:slug>/report/<path>       nothing 404 404 404 404
POST /<slug:slug>/report/<path>       story   422 422 422 422
POST /<slug:slug>/report/<path>       nothing 404 404 404 404
GET  /<slug:slug>/report/check        -       302 200 302 302
POST /<slug:slug>/report/check        -       422 422 422 422
GET  /<slug:slug>/report/done         -       302 302 302 302
GET  /<slug:slug>/report/here         -       404 200 200 200
GET  /<slug:slug>/report/show         -       302 302 302 302
POST /<slug:slug>/report/show         -       422 422 422 422
POST /<slug:slug>/report/show/remove  -       422 422 422 422
GET  /<slug:slug>/report/who          -       302 200 302 302
POST /<slug:slug>/report/who          -       422 422 422 422
GET  /<slug:slug>/report/words        -       302 302 302 302
POST /<slug:slug>/report/words        -       302 302 302 302
POST /<slug:slug>/report/words/more   -       302 302 302 302
GET  /<slug:slug>/who-reads           -       200 200 200 200
GET  /health/live                     -       200 200 200 200
GET  /health/ready                    -       200 200 200 200
POST /language                        -       303 303 303 303
GET  /<slug:slug>/leave               -       303 303 303 303
"""
"""The last line ends the visit. A returner elsewhere opened a report at alder and looks at birch."""
FILLED = {
    "message": "Hello.", "note": "Noted.", "level": "1", "outcome": "helped", "reason": "Because.", "word": "Done.",
    "words": "amber", "heard": "y", "code": "123456", "email": "officer@example.org", "passphrase": "one two three",
    "addressee": "x", "knows": "agrees", "school": "birch", "shown": "x", "answer": "yes",
    "lead": "x", "brief": "x", "scope": "brief", "days": "1", "reply": "x", "question": "x",
    "again": "one two three", "old": "one two three", "story": "It happened.", "name": "Sam", "give": "yes",
    "title": "Hello", "text": "Hello there.", "number": "1",
    "on": "1 9 2026", "choice": "stop", "cases": "ZZZZ-ZZZZ",
}  # fmt: skip
"""Every field that some form needs, with something in it."""


@dataclass(frozen=True)
class Line:
    """One line of a table: an address or a button, about what, and what each person is answered."""

    method: str
    rule: str
    about: str
    statuses: dict[str, int]


def lines(table: str) -> Iterator[Line]:
    heading, *found = table.strip().splitlines()
    people = heading.split()[3:]
    for text in found:
        method, rule, about, *statuses = text.split()
        yield Line(method, rule, about, dict(zip(people, map(int, statuses), strict=True)))


def client_of(app: Sharp) -> CheckedClient:
    made = app.test_client()
    assert isinstance(made, CheckedClient)
    return made


def token_on(client: CheckedClient, address: str) -> dict[str, str]:
    return {"csrf_token": prefilled(form_on(client.get(address)))["csrf_token"]}


@dataclass(frozen=True)
class Staffroom:
    """Three reports, one of them handed over, a waiting nomination at each school, and a client for everyone."""

    clients: dict[str, CheckedClient]
    reports: dict[str, Filed]
    nominations: dict[str, bytes]
    referrals: dict[str, str]
    """An action of each report, in hex."""
    followup: str
    """Of the report called own."""
    offer: str
    """Of the same report, to the officer at birch."""
    clips: dict[str, Lying]
    """A school's own clip, which nobody has accepted."""

    def ask(self, who: str, line: Line, data: dict[str, str] | None = None) -> int:
        looks = CheckedClient.open if line.method == "GET" else FlaskClient.open
        return looks(self.clients[who], self.address(line), method=line.method, data=data or {}).status_code

    def address(self, line: Line) -> str:
        reference = self.reports[line.about].reference if line.about in self.reports else "ZZZZ-ZZZZ"
        nomination = self.nominations.get(line.about, bytes(16)).hex()
        followup = bytes(16).hex() if line.about == "unknown" else self.followup
        filled = line.rule.replace("<ref:reference>", reference).replace("<string(length=32):nomination>", nomination)
        file = self.reports[line.about].files[0] if line.about in self.reports else "0" * 32
        filled = filled.replace("<handed:file>", file)
        filled = filled.replace("<entry>", self.referrals.get(line.about, "0" * 32))
        slug = {"own": "alder", "birch's": "birch"}.get(line.about, "nowhere")
        filled = filled.replace("<slug:slug>/<which>/<item>", f"{slug}/words/thanks")
        filled = filled.replace("<slug:slug>", slug).replace("<kind>/<item>", "word/welcome")
        filled = filled.replace("<what>", "referral").replace("<handed:followup>", followup)
        filled = filled.replace("<handed:offer>", bytes(16).hex() if line.about == "unknown" else self.offer)
        clip = self.clips.get(line.about, NO_CLIP)
        filled = filled.replace("<handed:clip>", clip.id).replace("<handed:name>.<ending>", f"{clip.name}.webm")
        return filled.replace("<token>", "x" * 43)

    def open_all(self) -> None:
        """Everybody opens what they hold: from now on an opening adds a line to the trail and nothing else."""
        for who in self.clients:
            for filed in self.reports.values():
                self.clients[who].get(f"/staff/cases/{filed.reference}")
            self.clients[who].get(f"/staff/followups/{self.followup}")


@pytest.fixture
def staffroom(world: World, app: Sharp, as_: SignIn) -> Staffroom:
    reports = {
        "own": file_with(world, PDF),
        "head's": file_with(world, PDF, about="adult", named="none"),
        "birch's": file_with(world, PDF, slug="birch"),
    }
    holders = {"own": ("spoc", "alder"), "head's": ("head", "alder"), "birch's": ("officer_elsewhere", "birch")}
    referrals = {about: referral(world, reports[about], *holders[about]) for about in reports}
    waiting = {}
    with world.database.writing() as db:
        for about, slug, who in (("own", "alder", "coordinator"), ("birch's", "birch", "contact")):
            waiting[about] = nominate(
                db, school_id=world.cast.schools[slug], staff_id=world.person(who).id, role=Role.PASTORAL,
                shown_name="Waiting", anchor=world.anchor,
            )  # fmt: skip
    people = next(lines(STAFF)).statuses
    clients = {who: client_of(app) if who == "nobody" else as_(who) for who in people}
    followup = handed_over(world, as_, reports["own"], may_say="y")
    offered(world, as_, reports["own"], "officer_elsewhere")
    [offer] = offers_in(world)
    own_clips = {"own": lying_clip(world), "birch's": lying_clip(world, "birch")}
    return Staffroom(clients, reports, waiting, referrals, followup, offer.id.hex(), own_clips)


def referral(world: World, filed: Filed, who: str, slug: str) -> str:
    """Recorded through the verb; gives its entry."""
    with world.database.writing() as db:
        record_action(db, case_of(world, filed, who, slug), what="referral", fields=right(ALL["referral"]))
    return deeds(world, filed, who, slug)[-1].entry_id.hex()


def openings(world: World) -> list[tuple[Act, bytes, bytes]]:
    with world.database.reading() as db:
        return [(line.act, line.staff_id, line.report_id) for line in db.scalars(sa.select(TrailLine))]


def test_the_tables_name_every_address_and_no_other(app: Sharp) -> None:
    named = {(line.method, line.rule) for table in (STAFF, VISITS) for line in lines(table)}
    there = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    assert named == there


def test_every_page_opens_for_those_in_its_line_and_nobody_else(staffroom: Staffroom) -> None:
    for line in lines(STAFF):
        if line.method == "GET":
            assert {who: staffroom.ask(who, line) for who in line.statuses} == line.statuses, line.rule


@pytest.mark.parametrize("token", ["missing", "stale"])
def test_a_button_without_its_token_changes_nothing(
    staffroom: Staffroom, world: World, app: Sharp, as_: SignIn, token: str
) -> None:
    staffroom.open_all()
    before, seen = dump(world.database, but={"sessions", *TRAIL}), len(openings(world))
    for who in staffroom.clients:
        page, another = ("/staff/sign-in", client_of(app)) if who == "nobody" else ("/staff/account", as_(who))
        data = FILLED | token_on(another, page) if token == "stale" else {}
        for line in lines(STAFF):
            if line.method == "POST":
                assert staffroom.ask(who, line, data) == line.statuses[who], (who, line.rule, line.about)
    assert dump(world.database, but={"sessions", *TRAIL}) == before
    holders = {world.person(who).id for who in ("officer", "spoc", "deputy", "head", "pastoral", "officer_elsewhere")}
    # A form that comes back shows its case, or the queue: that is a line of the trail, and nothing else is kept of it.
    found = [(act, staff) for act, staff, _ in openings(world)[seen:]]
    assert {act for act, _ in found} == {Act.OPENED, Act.READ_BRIEF, Act.LISTED}
    assert {staff in holders for act, staff in found if act is Act.OPENED} == {True}
    assert {staff for act, staff in found if act is Act.READ_BRIEF} == {world.person("pastoral").id}


def test_who_holds_no_case_changes_nothing_with_a_token_either(staffroom: Staffroom, world: World) -> None:
    tokens = {who: token_on(staffroom.clients[who], "/staff/account") for who in staffroom.clients if who != "nobody"}
    before = dump(world.database)
    for line in lines(STAFF):
        for who, token in tokens.items():
            if line.method == "POST" and line.statuses[who] in (403, 404):
                assert staffroom.ask(who, line, FILLED | token) == line.statuses[who], (who, line.rule, line.about)
    assert dump(world.database) == before


def test_without_a_grant_a_reference_answers_as_if_it_were_unknown(staffroom: Staffroom) -> None:
    table = {(line.method, line.rule, line.about): line for line in lines(STAFF)}
    for (method, rule, about), line in table.items():
        unknown = table.get((method, rule, "unknown"))
        for who in line.statuses if unknown and about != "unknown" else ():
            if line.statuses[who] == 404:
                client = staffroom.clients[who]
                held, none = (client.open(staffroom.address(each), method=method) for each in (line, unknown))
                assert masked(held) == masked(none), (who, rule, about)
                assert dict(held.headers) == dict(none.headers)


@dataclass(frozen=True)
class Visits:
    clients: dict[str, CheckedClient]
    clip: str
    """An accepted clip of alder's own."""

    def ask(self, who: str, line: Line, data: dict[str, str] | None = None) -> int:
        slug = "birch" if who == "returner_elsewhere" else "alder"
        address = line.rule.replace("<slug:slug>", slug).replace("<path>", line.about).replace("<act>", line.about)
        address = address.replace("<handed:name>.<ending>", f"{self.clip}.webm")
        return self.clients[who].open(address, method=line.method, data=data or {}).status_code


@pytest.fixture
def visits(world: World, app: Sharp) -> Visits:
    filed = file_report(world)
    clients = {who: client_of(app) for who in next(lines(VISITS)).statuses}
    go(clients["teller"], "check")
    for who in ("returner", "returner_elsewhere"):
        assert clients[who].submit("/alder/back", {"words": filed.words.display}).location == "/alder/back/report"
    return Visits(clients, lying_clip(world, is_accepted=True).name)


def test_every_visit_shows_what_it_has_and_no_other_schools(visits: Visits) -> None:
    for line in lines(VISITS):
        if line.method == "GET":
            assert {who: visits.ask(who, line) for who in line.statuses} == line.statuses, (line.rule, line.about)


@pytest.mark.parametrize("token", ["missing", "stale"])
def test_a_pupils_button_without_its_token_changes_nothing(
    visits: Visits, world: World, app: Sharp, token: str
) -> None:
    before = dump(world.database)
    stale = FILLED | token_on(client_of(app), "/alder/report/") if token == "stale" else {}
    for line in lines(VISITS):
        if line.method == "POST":
            answered = {who: visits.ask(who, line, stale) for who in line.statuses}
            assert answered == line.statuses, (line.rule, line.about)
    assert dump(world.database) == before


def test_on_pupils_pages_staff_are_strangers(world: World, as_: SignIn) -> None:
    officer = Visits({"stranger": as_("officer")}, lying_clip(world, is_accepted=True).name)
    for line in lines(VISITS):
        assert officer.ask("stranger", line) == line.statuses["stranger"], (line.rule, line.about)


def test_a_button_pressed_after_the_session_is_over_leads_to_the_sign_in_and_says_why(
    world: World, as_: SignIn
) -> None:
    with clock.at(MONDAY):
        officer = as_("officer")
        page = officer.get("/staff/account")
    before = dump(world.database)
    with clock.at(MONDAY + timedelta(minutes=31)):
        late = officer.press(page, action="sign-out-everywhere")
        assert (late.status_code, late.location) == (302, "/staff/sign-in")
        assert "You are signed out" in text_of(officer.get("/staff/sign-in"))
    assert dump(world.database) == before
