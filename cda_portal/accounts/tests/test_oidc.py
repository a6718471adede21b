"""Signing in with an identity provider: a real one, small, on a port of this machine."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from cda_portal.accounts import invitations
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.environment import IdentityProvider

pytestmark = pytest.mark.django_db
LOGIN = "/account/oidc/oidc/login/"
CALLBACK = "/account/oidc/oidc/login/callback/"
REFUSED = "/account/oidc/refused/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """What OpenID Connect asks of a provider, and no more; `claims` is who signs in there."""

    claims: dict = {}
    asked: list = []

    def log_message(self, *args):
        pass

    def do_GET(self):
        url = f"http://127.0.0.1:{self.server.server_port}"
        pages = {
            "/.well-known/openid-configuration": {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/userinfo": Provider.claims,
            "/jwks": {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1"}]},
        }
        self.answer(pages[self.path])

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        Provider.asked.append({name: value[0] for name, value in sent.items()})
        now = int(time.time())
        told = {
            "iss": f"http://127.0.0.1:{self.server.server_port}",
            "aud": "portal",
            "iat": now,
            "exp": now + 300,
            **Provider.claims,
        }
        token = jwt.encode(told, KEY, algorithm="RS256", headers={"kid": "1"})
        self.answer({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def answer(self, page):
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    Provider.asked = []
    app = {
        "provider_id": "oidc",
        "name": "City Hall",
        "client_id": "portal",
        "secret": "s3cret",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.IDENTITY = IdentityProvider(app, f"http://127.0.0.1:{server.server_port}")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def there_and_back(browser, path=LOGIN, **claims):
    """Off to the provider, where `claims` are said of whoever signs in, and back again."""
    Provider.claims = {"sub": "42", "name": "Ana Pérez", **claims}
    away = urlsplit(browser.post(path)["Location"])
    state = parse_qs(away.query)["state"][0]
    return browser.get(CALLBACK, {"code": "abc", "state": state})


def who(browser):
    return browser.session.get("_auth_user_id")


def test_the_button_stands_there_when_a_provider_is_named(provider):
    assert "Continue with City Hall" in Client().get("/account/login/").content.decode()


def test_without_a_provider_there_is_no_button_and_no_way(settings):
    assert "Continue with" not in Client().get("/account/login/").content.decode()
    assert Client().get(LOGIN).status_code == 404
    assert Client().get(CALLBACK).status_code == 404


def test_a_verified_address_enters_its_account(provider):
    ana, browser = UserFactory(email="ana@city.example"), Client()

    response = there_and_back(browser, email="Ana@City.example", email_verified=True)

    assert (response.status_code, response["Location"]) == (302, "/home/")
    assert who(browser) == str(ana.pk)
    assert not SocialAccount.objects.exists()
    [asked] = Provider.asked
    assert (asked["client_secret"], asked["grant_type"]) == ("s3cret", "authorization_code")
    assert len(asked["code_verifier"]) > 40


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_that_is_not_verified_enters_nothing(provider, verified):
    UserFactory(email="ana@city.example")
    browser = Client()
    claims = {} if verified is None else {"email_verified": verified}
    response = there_and_back(browser, email="ana@city.example", **claims)
    assert (response["Location"], who(browser)) == (REFUSED, None)


def test_nobody_gets_an_account_that_way(provider):
    browser = Client()
    response = there_and_back(browser, email="new@city.example", email_verified=True)
    assert response["Location"] == REFUSED
    assert "You are not signed in" in browser.get(REFUSED).content.decode()
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(provider):
    UserFactory(email="ana@city.example", is_active=False)
    browser = Client()
    assert there_and_back(browser, email="ana@city.example", email_verified=True)["Location"] == REFUSED
    assert who(browser) is None


def test_who_was_invited_opens_an_account_with_what_we_know(provider):
    invitations.invite("rita@x.example", "reviewer", by=UserFactory(role="officer"), full_name="Rita Lee")
    browser = Client()
    response = there_and_back(browser, email="rita@x.example", email_verified=True)
    assert response["Location"] == "/account/signup/"
    assert 'value="Rita Lee"' in browser.get("/account/signup/").content.decode()


def test_nobody_links_the_account_of_another(provider):
    """`process=connect` is allauth's way to add any identity to whoever is signed in."""
    ana, browser = UserFactory(email="ana@city.example"), Client()
    browser.force_login(ana)
    response = there_and_back(browser, f"{LOGIN}?process=connect", email="eve@evil.example", email_verified=True)
    assert response["Location"] == REFUSED
    assert not SocialAccount.objects.exists()


def test_a_role_still_needs_its_second_step(provider, settings):
    settings.MFA_REQUIRED_OF_ROLES = True
    ana = UserFactory(email="ana@city.example", role="officer")
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    browser = Client()
    there_and_back(browser, email="ana@city.example", email_verified=True, amr=["mfa"])
    assert browser.get("/staff/").status_code == 302


@pytest.mark.parametrize("query", [{}, {"code": "abc"}, {"code": "abc", "state": "made-up"}, {"error": "server_error"}])
def test_who_comes_back_without_having_left_is_refused(provider, query):
    assert Client().get(CALLBACK, query)["Location"] == REFUSED


def test_a_token_for_somebody_else_is_refused(provider):
    UserFactory(email="ana@city.example")
    browser = Client()
    response = there_and_back(browser, email="ana@city.example", email_verified=True, aud="another portal")
    assert (response["Location"], who(browser)) == (REFUSED, None)
