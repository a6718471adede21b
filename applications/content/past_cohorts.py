"""Cities of earlier cohorts, as public sources name them, and what some of them reported.

Of 80 cities in 12 countries, 69 were found by name. `geoname_id` points to the gazetteer; two local governments
are no place of their own there, so they carry the coordinates of their area. Athens-Clarke County is a
city-county, and "Santiago" in the gazetteer is the whole urban area and not the commune.
"""

from dataclasses import dataclass

from applications.content.languages import Text, in_four


@dataclass(frozen=True)
class PastCity:
    cohort: int
    name: str
    region: str
    country: str
    geoname_id: int | None
    kind: str = "municipality"
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = ""


@dataclass(frozen=True)
class Example:
    """A result that a public source reports; shown with that label."""

    city: str
    country: str
    theme: str
    text: Text


PAST_CITIES: list[PastCity] = [
    PastCity(2022, "Baltimore", "Maryland", "US", 4347778),
    PastCity(2022, "Baton Rouge", "Louisiana", "US", 4315588),
    PastCity(2022, "Charleston", "South Carolina", "US", 4574324),
    PastCity(2022, "Chattanooga", "Tennessee", "US", 4612862),
    PastCity(2022, "Detroit", "Michigan", "US", 4990729),
    PastCity(2022, "Riverside", "California", "US", 5387877),
    PastCity(2022, "Rochester", "Minnesota", "US", 5043473),
    PastCity(2022, "San Antonio", "Texas", "US", 4726206),
    PastCity(2022, "Scottsdale", "Arizona", "US", 5313457),
    PastCity(2022, "South Bend", "Indiana", "US", 4926563),
    PastCity(2022, "Tempe", "Arizona", "US", 5317058),
    PastCity(2022, "Tulsa", "Oklahoma", "US", 4553433),
    PastCity(2022, "Guadalajara", "Jalisco", "MX", 4005539),
    PastCity(2022, "San Pedro Garza García", "Nuevo León", "MX", 4005937),
    PastCity(2022, "Rio de Janeiro", "Rio de Janeiro", "BR", 3451190),
    PastCity(2022, "Fortaleza", "Ceará", "BR", 3399415),
    PastCity(2022, "Buenos Aires", "Ciudad Autónoma de Buenos Aires", "AR", 3435910, "district"),
    PastCity(2022, "Rosario", "Santa Fe", "AR", 3838583),
    PastCity(2022, "Kitchener", "Ontario", "CA", 5992996),
    PastCity(2022, "Regina", "Saskatchewan", "CA", 6119109),
    PastCity(2022, "Montevideo", "Montevideo", "UY", 3441575),
    PastCity(2022, "Renca", "Región Metropolitana", "CL", 3873454, "commune"),
    PastCity(2023, "Buffalo", "New York", "US", 5110629),
    PastCity(2023, "Charlotte", "North Carolina", "US", 4460243),
    PastCity(2023, "Glendale", "California", "US", 5352423),
    PastCity(2023, "Jackson", "Mississippi", "US", 4431410),
    PastCity(2023, "Little Rock", "Arkansas", "US", 4119403),
    PastCity(2023, "Montgomery", "Alabama", "US", 4076784),
    PastCity(2023, "Rochester", "New York", "US", 5134086),
    PastCity(2023, "Seattle", "Washington", "US", 5809844),
    PastCity(2023, "Sioux Falls", "South Dakota", "US", 5231851),
    PastCity(2023, "Syracuse", "New York", "US", 5140405),
    PastCity(2023, "Washington", "District of Columbia", "US", 4140963, "district"),
    PastCity(2023, "Mendoza", "Mendoza", "AR", 3844421),
    PastCity(2023, "Maceió", "Alagoas", "BR", 3395981),
    PastCity(2023, "Mogi das Cruzes", "São Paulo", "BR", 3457001),
    PastCity(2023, "Niterói", "Rio de Janeiro", "BR", 3456283),
    PastCity(2023, "Recife", "Pernambuco", "BR", 3390760),
    PastCity(2023, "Arica", "Arica y Parinacota", "CL", 3899361, "commune"),
    PastCity(2023, "Las Condes", "Región Metropolitana", "CL", None, "commune", -33.41, -70.57, "America/Santiago"),
    PastCity(2023, "Maipú", "Región Metropolitana", "CL", 3880980, "commune"),
    PastCity(2023, "Chiclayo", "Lambayeque", "PE", 3698350),
    PastCity(2024, "Allentown", "Pennsylvania", "US", 5178127),
    PastCity(2024, "Athens-Clarke County", "Georgia", "US", 4180386, "city_county"),
    PastCity(2024, "Green Bay", "Wisconsin", "US", 5254962),
    PastCity(2024, "New Bedford", "Massachusetts", "US", 4945121),
    PastCity(2024, "New Haven", "Connecticut", "US", 4839366),
    PastCity(2024, "Paterson", "New Jersey", "US", 5102466),
    PastCity(2024, "Richmond", "California", "US", 5387428),
    PastCity(2024, "San Jose", "California", "US", 5392171),
    PastCity(2024, "Tampa", "Florida", "US", 4174757),
    PastCity(2024, "Vacaville", "California", "US", 5405228),
    PastCity(2024, "Oakville", "Ontario", "CA", 6092122),
    PastCity(2024, "Santo Domingo", "Distrito Nacional", "DO", 3492908, "district"),
    PastCity(2024, "San Miguel de Tucumán", "Tucumán", "AR", 3836873),
    PastCity(2025, "Austin", "Texas", "US", 4671654),
    PastCity(2025, "Boston", "Massachusetts", "US", 4930956),
    PastCity(2025, "Dallas", "Texas", "US", 4684888),
    PastCity(2025, "Denver", "Colorado", "US", 5419384, "city_county"),
    PastCity(2025, "Kansas City", "Missouri", "US", 4393217),
    PastCity(2025, "Newport News", "Virginia", "US", 4776024),
    PastCity(2025, "Toronto", "Ontario", "CA", 6167865),
    PastCity(2025, "São Paulo", "São Paulo", "BR", 3448439),
    PastCity(2025, "Porto Alegre", "Rio Grande do Sul", "BR", 3452925),
    PastCity(2025, "Belo Horizonte", "Minas Gerais", "BR", 3470127),
    PastCity(2025, "Bogotá", "Bogotá D.C.", "CO", 3688689, "district"),
    PastCity(2025, "Medellín", "Antioquia", "CO", 3674962),
    PastCity(2025, "Santiago", "Región Metropolitana", "CL", 3871336, "commune"),
    PastCity(
        2025,
        "Vicente López",
        "Provincia de Buenos Aires",
        "AR",
        None,
        "partido",
        -34.53,
        -58.48,
        "America/Argentina/Buenos_Aires",
    ),
]

EXAMPLES: list[Example] = [
    Example(
        "Baltimore",
        "US",
        "safety",
        in_four(
            "The city used data on the risk of gun violence in its group violence reduction work. Homicides fell by 33% in one area, and more than 500 staff were trained in data.",
            "La ciudad usó datos sobre el riesgo de violencia armada en su estrategia de reducción de la violencia grupal. Los homicidios bajaron 33% en una zona y más de 500 personas del gobierno se capacitaron en datos.",
            "A cidade usou dados sobre o risco de violência armada na sua estratégia de redução da violência de grupos. Os homicídios caíram 33% em uma área, e mais de 500 servidores foram formados em dados.",
            "La ville s’est servie de données sur le risque de violence armée dans sa démarche de réduction de la violence de groupe. Les homicides ont baissé de 33 % dans un secteur, et plus de 500 agents ont été formés aux données.",
        ),
    ),
    Example(
        "Seattle",
        "US",
        "benefits",
        in_four(
            "Residents can apply for several benefits in six minutes, five times faster than before.",
            "La gente puede pedir varias ayudas en seis minutos, cinco veces más rápido que antes.",
            "A população consegue pedir vários benefícios em seis minutos, cinco vezes mais rápido do que antes.",
            "La population peut demander plusieurs aides en six minutes, cinq fois plus vite qu’avant.",
        ),
    ),
    Example(
        "Bogotá",
        "CO",
        "early_childhood",
        in_four(
            "The city follows early childhood care across education, health and social integration.",
            "La ciudad da seguimiento a la atención de la primera infancia entre educación, salud e integración social.",
            "A cidade acompanha o cuidado na primeira infância entre educação, saúde e integração social.",
            "La ville suit l’accompagnement de la petite enfance entre l’éducation, la santé et l’intégration sociale.",
        ),
    ),
    Example(
        "São Paulo",
        "BR",
        "climate",
        in_four(
            "The city measures what electric buses change for the environment.",
            "La ciudad mide el efecto ambiental de los autobuses eléctricos.",
            "A cidade mede o efeito ambiental da troca por ônibus elétricos.",
            "La ville mesure l’effet des autobus électriques sur l’environnement.",
        ),
    ),
    Example(
        "Maipú",
        "CL",
        "water",
        in_four(
            "Water leaks fell from 19,000 to under 2,000.",
            "Las fugas de agua bajaron de 19 000 a menos de 2000.",
            "Os vazamentos de água caíram de 19 mil para menos de 2 mil.",
            "Les fuites d’eau sont passées de 19 000 à moins de 2 000.",
        ),
    ),
]
