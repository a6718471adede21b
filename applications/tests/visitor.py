"""A browser without JavaScript: it opens a page, fills in its form and presses the button."""

import re
from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page as a browser would send them when nobody types: {action: {name: value}}."""

    def __init__(self, body):
        super().__init__()
        self.forms, self.current, self.area = [], None, ""
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.current = {"action": attrs.get("action", ""), "method": attrs.get("method", "get"), "values": {}}
            self.forms.append(self.current)
        elif tag == "input" and self.current and attrs.get("name"):
            checkable = attrs.get("type") in ("radio", "checkbox")
            if attrs.get("type") != "file" and (not checkable or "checked" in attrs):
                self.current["values"].setdefault(attrs["name"], []).append(
                    attrs.get("value", "on" if checkable else "")
                )
        elif tag in ("select", "textarea") and self.current and attrs.get("name"):
            self.area = attrs["name"]
            self.current["values"][self.area] = [""]
        elif tag == "option" and "selected" in attrs and self.area:
            self.current["values"][self.area] = [attrs.get("value", "")]

    def handle_data(self, data):
        if self.area and self.get_starttag_text().startswith("<textarea"):
            self.current["values"][self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None
        elif tag in ("select", "textarea"):
            self.area = ""


class Visitor:
    """Opens pages, fills in their one form and presses its button."""

    def __init__(self, client):
        self.client, self.page = client, None

    def open(self, address):
        self.page = self.client.get(address, follow=True)
        assert self.page.status_code == 200, address
        return self

    @property
    def path(self):
        return self.page.request["PATH_INFO"]

    @property
    def body(self):
        return self.page.content.decode()

    def send(self, action="", status=200, **typed):
        forms = [
            form for form in Forms(self.body).forms if form["method"] == "post" and "/language/" not in form["action"]
        ]
        [form] = [form for form in forms if action in form["action"] and "logout" not in form["action"]][:1]
        self.page = self.client.post(form["action"] or self.path_and_query, {**form["values"], **typed}, follow=True)
        assert self.page.status_code == status, self.body[:2000]
        return self

    @property
    def path_and_query(self):
        query = self.page.request.get("QUERY_STRING", "")
        return f"{self.path}?{query}" if query else self.path


def at(application, rest=""):
    return f"/apply/{application.reference}/{rest}"


def body(response):
    return re.sub(r"\s+", " ", response.content.decode())
