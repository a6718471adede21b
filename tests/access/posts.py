"""What is posted to each address, so that whoever may act there does act; elsewhere nothing is posted."""

TERM = {"term_end": "2029-12-31"}
READY = {"commitment": "yes", "data": "yes", "analysis": "no", "team": "not_sure"}
INTEREST = {
    "kind": "municipality",
    "population": "240000",
    "population_year": "2024",
    "population_source": "Census",
    "mayor_name": "Somebody",
    "office_aware": "on",
    "full_name": "Ana Prueba",
    "sender_title": "Chief data officer",
    "email": "ana@city.example",
}
POSTS = {
    "/eligibility/": lambda world: {"city": world.place.name, "place": world.place.pk},
    "/eligibility/which/": lambda world: {"which": "unlisted"},
    "/eligibility/unlisted/": lambda world: {"name": "Somewhere", "country": "CO"},
    "/eligibility/<str:key>/term/": lambda world: TERM,
    "/eligibility/<str:key>/readiness/": lambda world: READY,
    "/interest/<str:key>/": lambda world: INTEREST,
    "/interest/form/<int:pk>/answer/": lambda world: {"answer": "We do"},
    "/apply/<str:reference>/section/<slug:section>/": lambda world: {"department": "Another"},
    "/apply/<str:reference>/answer/<int:pk>/": lambda world: {"department": "Another", "version": 1},
    "/staff/forms/<int:pk>/ask/": lambda world: {"question": "Who?"},
    "/staff/forms/<int:pk>/decline/": lambda world: {"message": "Not this time"},
    "/staff/forms/<int:pk>/reopen/": lambda world: {"why": "A mistake"},
    "/mail/stop/<str:token>/": lambda world: {"List-Unsubscribe": "One-Click"},
    "/language/": lambda world: {"language": "fr", "next": "/"},
    "/admin/core/theme/add/": lambda world: {"key": "new", "name": '{"en": "New"}', "position": 1},
    "/admin/accounts/user/add/": lambda world: {"email": "new@city.example", "full_name": "New"},
}
# Lines about objects in another state: what stands in the route's parameters.
STATES = {
    "/apply/<str:reference>/@sent": lambda world: {"reference": world.sent.reference},
    "/apply/<str:reference>/check/@sent": lambda world: {"reference": world.sent.reference},
    "/apply/<str:reference>/submit/@sent": lambda world: {"reference": world.sent.reference},
    "/apply/<str:reference>/status/@sent": lambda world: {"reference": world.sent.reference},
    "/apply/<str:reference>/section/<slug:section>/@sent": lambda world: {"reference": world.sent.reference},
    "/apply/<str:reference>/answer/<int:pk>/@sent": lambda world: sent_question(world, "department"),
    "/apply/<str:reference>/file/<int:pk>/@sent": lambda world: sent_question(world, "letter"),
    "/apply/<str:reference>/file/<int:pk>/remove/@sent": lambda world: sent_question(world, "letter"),
    "/staff/applications/<str:reference>/@draft": lambda world: {"reference": world.draft.reference},
    "/staff/forms/<int:pk>/invite/@declined": lambda world: {"pk": world.declined.pk},
    "/staff/forms/<int:pk>/reopen/@received": lambda world: {"pk": world.form.pk},
}


def sent_question(world, key):
    question = world.past.sections.get(questions__key=key).questions.get(key=key)
    return {"reference": world.sent.reference, "pk": question.pk}
