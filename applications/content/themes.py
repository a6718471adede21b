"""The fields of city work that a problem may belong to."""

from applications.content.languages import Text, in_four

THEMES: list[tuple[str, Text]] = [
    ("housing", in_four("Housing", "Vivienda", "Habitação", "Logement")),
    (
        "homelessness",
        in_four(
            "Homelessness",
            "Personas en situación de calle",
            "População em situação de rua",
            "Itinérance et sans-abrisme",
        ),
    ),
    ("permitting", in_four("Permits", "Permisos y licencias", "Alvarás e licenças", "Permis")),
    (
        "benefits",
        in_four(
            "Access to benefits", "Acceso a ayudas sociales", "Acesso a benefícios sociais", "Accès aux aides sociales"
        ),
    ),
    (
        "311",
        in_four(
            "311 and service requests",
            "Línea de atención y solicitudes",
            "Central 156 e solicitações",
            "Service 311 et demandes citoyennes",
        ),
    ),
    (
        "emergency",
        in_four("Emergency response", "Respuesta a emergencias", "Resposta a emergências", "Interventions d’urgence"),
    ),
    ("safety", in_four("Public safety", "Seguridad ciudadana", "Segurança pública", "Sécurité publique")),
    (
        "health",
        in_four("Health and medications", "Salud y medicamentos", "Saúde e medicamentos", "Santé et médicaments"),
    ),
    ("early_childhood", in_four("Early childhood", "Primera infancia", "Primeira infância", "Petite enfance")),
    (
        "climate",
        in_four(
            "Climate, heat and floods",
            "Clima, calor e inundaciones",
            "Clima, calor e enchentes",
            "Climat, chaleur et inondations",
        ),
    ),
    (
        "mobility",
        in_four(
            "Transport and road safety",
            "Movilidad y seguridad vial",
            "Mobilidade e segurança no trânsito",
            "Transports et sécurité routière",
        ),
    ),
    ("water", in_four("Water", "Agua", "Água", "Eau")),
    ("waste", in_four("Waste", "Residuos", "Resíduos", "Déchets")),
    ("budget", in_four("Budget and finance", "Presupuesto y finanzas", "Orçamento e finanças", "Budget et finances")),
    ("workforce", in_four("Jobs and skills", "Empleo y formación", "Emprego e qualificação", "Emploi et formation")),
    ("other", in_four("Something else", "Otro tema", "Outro tema", "Autre sujet")),
]
