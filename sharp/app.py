"""The factory: the only module that knows every package."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from sharp.accounts import views_account, views_set_up, views_sign_in
from sharp.advice import views as views_advice
from sharp.advice import views_clips as views_clips_shown
from sharp.advice import views_plain
from sharp.advice.danger import use_danger_rules
from sharp.files.store import open_store
from sharp.model.database import open_database
from sharp.reports import (
    views_back,
    views_evidence,
    views_evidence_back,
    views_journey,
    views_leaving,
    views_sending,
    views_words,
)
from sharp.reports.levels import use_levels
from sharp.schools import views_language, views_looks, views_public
from sharp.settings import Settings, read_settings
from sharp.triage import (
    views_actions,
    views_case,
    views_clips,
    views_content,
    views_deletions,
    views_endings,
    views_export,
    views_files,
    views_followups,
    views_handing,
    views_home,
    views_hours,
    views_keeping,
    views_links,
    views_merging,
    views_moving,
    views_nominations,
    views_offers,
    views_posters,
    views_practice,
    views_prepared,
    views_queue,
    views_saved,
    views_school,
    views_talk,
)
from sharp.web import health
from sharp.web.application import Sharp, drain
from sharp.web.assets import add_version, asset_folder, set_up_types
from sharp.web.compression import compress
from sharp.web.converters import set_up_converters
from sharp.web.derivation import Derivations
from sharp.web.errors import set_up_errors
from sharp.web.gate import csrf, stand_at_the_gate
from sharp.web.headers import add_headers
from sharp.web.keyfiles import read_server_keys
from sharp.web.languages import set_up_languages
from sharp.web.logs import set_up_logs
from sharp.web.pages import set_up_pages
from sharp.web.services import Services
from sharp.web.throttle import limiter

BLUEPRINTS = (
    health.bp,
    views_sign_in.bp, views_set_up.bp, views_account.bp,
    views_home.bp, views_queue.bp, views_case.bp, views_actions.bp, views_export.bp, views_talk.bp, views_links.bp,
    views_merging.bp, views_saved.bp, views_files.bp,
    views_handing.bp, views_followups.bp, views_moving.bp, views_offers.bp,
    views_nominations.bp, views_prepared.bp, views_hours.bp, views_content.bp, views_clips.bp,
    views_keeping.bp, views_practice.bp, views_deletions.bp,
    views_school.bp, views_posters.bp, views_endings.bp, views_evidence.bp, views_evidence_back.bp,
    views_sending.bp, views_words.bp, views_journey.bp, views_back.bp, views_leaving.bp,
    views_advice.bp, views_clips_shown.bp, views_plain.bp, views_looks.bp, views_language.bp, views_public.bp,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Sharp:
    """The application. Raises SettingsRefused and KeyFileRefused, each with a sentence."""
    settings = settings or read_settings()
    set_up_logs()
    set_up_types()
    app = Sharp("sharp", static_folder=str(asset_folder("static")))
    keys = read_server_keys(settings.keyfile)
    use_levels(settings.levels)
    use_danger_rules(settings.danger)
    app.extensions["sharp"] = Services(
        settings=settings,
        keys=keys,
        database=open_database(settings.database_url, keys),
        derivations=Derivations(settings.derivations),
        files=open_store(settings, keys),
    )
    configure(app, settings)
    app.before_request(stand_at_the_gate)
    app.url_defaults(add_version)
    app.after_request(drain)
    app.after_request(compress)
    app.after_request(add_headers)
    limiter.init_app(app)
    csrf.init_app(app)
    set_up_converters(app)
    set_up_pages(app)
    set_up_languages(app)
    set_up_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def configure(app: Flask, settings: Settings) -> None:
    services: Services = app.extensions["sharp"]
    app.config.update(
        SECRET_KEY=services.keys.key("form"),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # the gate asks, so that an old form comes back as typed
        WTF_CSRF_SSL_STRICT=False,  # refuses every https form without a Referer; sharp/web/origin.py asks instead
        RATELIMIT_STORAGE_URI=settings.limiter_url,
    )
