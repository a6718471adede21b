"""Demonstration answers in Spanish. What they say about a city is invented."""

from typing import Any

ARCHETYPES: list[dict[str, Any]] = [
    {
        "key": "water_leaks",
        "themes": ("water", "climate"),
        "service": ("Gerente de redes", "Gerente de redes", "Empresa municipal de agua"),
        "numbers": {
            "leaks": (1_900, 14_500, 100),
            "days": (12, 41, 1),
            "lost": (29, 47, 1),
            "homes": (8_000, 96_000, 1_000),
        },
        "since": (2009, 2018),
        "kinds": ("records", "requests", "field"),
        "short": "En los barrios altos falta el agua varias horas al día mientras, calle abajo, una fuga corre semanas sin que nadie la cierre.",
        "problem": (
            "Una señora avisa que en su esquina brota agua. Le dan un número de reporte. A los {days} días la fuga sigue ahí, y ella ya llamó cuatro veces. Mientras tanto, en el cerro, su hermana llena baldes de madrugada porque a las siete se corta la presión. Las dos pagan la misma tarifa. Ninguna sabe que se trata de la misma tubería.",
            "En verano el agua llega a las casas altas entre las tres y las cinco de la mañana. La gente se levanta a llenar tanques, y quien trabaja de noche no alcanza. En la parte baja hay baches que siempre están húmedos: son fugas que se reparan cuando se hunde la calle. Se perforan pozos nuevos, y la mitad de lo que se bombea no llega.",
        ),
        "affected": "Unas {homes} viviendas tienen agua menos de doce horas al día en temporada seca. Los sectores más golpeados: {area} y {area2}. Lo sufren más quienes no tienen tanque, las personas mayores que viven solas y los comedores escolares.",
        "evidence": "De cada 100 litros que entran a la red, {lost} no se facturan; una parte es fuga y otra es medición mala, y no sabemos separarlas bien. El año pasado se recibieron {leaks} reportes, con una mediana de {days} días hasta la reparación. En una caminata de dos días con cuadrillas encontramos una fuga sin reportar por cada tres reportadas.",
        "why_hard": "Se repara lo que más se ve y lo que más se reclama, no lo que más agua pierde. Las cuadrillas anotan en papel y el plano de la red es de hace veinte años. Comprar tubería se luce más que cerrar fugas. De eso estamos seguros. Sospechamos que los cambios bruscos de presión de noche rompen lo que reparamos de día.",
        "tried_what": "En 2020 se contrató una empresa que buscó fugas con equipos de sonido. Encontró muchas; la mitad no se reparó porque las cuadrillas no crecieron. En 2023 bajamos la presión de noche en un sector: los reportes cayeron a la mitad en tres meses. Se suspendió por quejas de un edificio alto. Aprendimos que encontrar no basta y que hay que avisar antes.",
        "constraints": "La tarifa la fija un ente provincial, así que no hay dinero rápido para tubería. El contrato de cuadrillas paga por reparación hecha y no por agua ahorrada; vence en diez meses. Los medidores grandes dependen de otra gerencia.",
        "metric": {
            "name": "Mediana de días entre el reporte de una fuga en la calle y su reparación",
            "unit": "días",
            "number": "days",
            "ratio": 0.4,
            "source": "Sistema de reportes cruzado con partes de cuadrilla, cada semana",
        },
        "left_out": "Los barrios que no reportan porque nunca les respondieron. Compararíamos reportes por vivienda con fugas halladas en caminatas, sector por sector. También miraríamos las horas con agua y no solo las fugas cerradas: podríamos reparar rápido en el centro y dejar igual al cerro.",
        "data_sources": "Reportes de fugas desde 2014, con dirección pero sin coordenadas hasta 2021. Lecturas de presión en nueve puntos, cada quince minutos. Facturación mensual. Plano de red en papel, digitalizado en dos tercios. Los cuida la empresa de agua; el plano, obras públicas. Falta saber qué tubería se reparó.",
        "ai_use": "Con reportes, presión y edad de la tubería se puede ordenar cada mañana qué fugas pierden más agua y dónde conviene buscar. La jefa de cuadrilla decide la ruta y anota cuándo la lista se equivocó. No hace falta un sistema caro para empezar: una tabla ordenada ya sería un cambio.",
        "risks": "Si la lista solo aprende de los reportes, dejará atrás a los barrios que no llaman. Por eso una parte de las visitas se sortea. Las facturas muestran cuándo una casa está vacía, así que se usan sumadas por cuadra. Si la presión baja, se avisa antes a hospitales y edificios altos.",
    },
    {
        "key": "early_childhood",
        "themes": ("early_childhood", "health"),
        "service": ("Directora de primera infancia", "Director de primera infancia", "Desarrollo social"),
        "numbers": {
            "children": (6_500, 58_000, 500),
            "lost": (24, 43, 1),
            "months": (5, 13, 1),
            "reached": (17, 36, 1),
            "centres": (38, 210, 2),
        },
        "since": (2011, 2018),
        "kinds": ("records", "residents", "study"),
        "short": "Niñas y niños pasan meses sin control de salud ni cupo en un jardín, porque cada oficina solo ve su parte.",
        "problem": (
            "Una madre de 19 años lleva a su bebé a vacunar. La enfermera nota que no sostiene la cabeza y la manda a otra oficina. Allí le piden un papel del centro de salud, que atiende por la mañana, cuando ella trabaja. Pasan {months} meses. En el jardín de su cuadra había un cupo y nadie se lo dijo. Cuando por fin llega al especialista, la ventana para ayudar se hizo más chica.",
            "Salud tiene una lista, educación tiene otra y desarrollo social una tercera. El mismo niño figura con tres nombres escritos distinto. Una trabajadora social nos mostró su cuaderno: 60 familias, flechas, números de teléfono que ya no sirven. Si ella se enferma, el cuaderno no atiende. A varias familias las visitan tres personas en una semana, y a la de al lado, nadie.",
        ),
        "affected": "Cerca de {children} niñas y niños menores de cinco años, y de ellos sobre todo quienes no van a un jardín. Los sectores con más ausencias: {area} y {area2}. Pesan más en familias que se mudan seguido, migrantes y madres adolescentes.",
        "evidence": "De cada 100 niños que nacieron hace dos años en nuestros centros, {lost} no tienen el control de los 18 meses. Entre la alerta y la primera consulta pasan {months} meses. Revisamos 90 carpetas a mano: en una de cada tres, el teléfono estaba mal. No sabemos nada de quienes nacieron en otra ciudad.",
        "why_hard": "Cada área cumple su meta: vacunas puestas, cupos llenos, visitas hechas. Ninguna responde por el recorrido completo. Las reglas de privacidad existen, pero se usan como excusa para no hablar. Sabemos que los teléfonos y los horarios fallan. Sospechamos que algunas familias esconden la alerta por miedo a que les quiten al niño.",
        "tried_what": "En 2019 se compró un sistema único; pidió cargar todo dos veces y se dejó de usar en un año. En 2022 dos centros hicieron una reunión cada lunes con salud y desarrollo social, con una lista en la pared. Se encontró a 70 niños que nadie buscaba. Se cortó con el cambio de jefaturas. Aprendimos que la reunión vale más que el sistema.",
        "constraints": "Los datos de salud son de la provincia y hay que firmar un convenio. Las promotoras tienen contratos de seis meses. Los jardines son municipales, privados y comunitarios, {centres} en total, y solo los primeros nos informan cada mes.",
        "metric": {
            "name": "Niñas y niños con alerta que llegan a su primera consulta en 30 días, de cada 100",
            "unit": "de cada 100",
            "number": "reached",
            "ratio": 1.9,
            "source": "Registro de alertas de los centros y agenda de especialistas, cada mes",
        },
        "left_out": "Quienes no pisan un centro de salud. Los buscaríamos con parroquias, ollas comunes y clubes, y llevaríamos la cuenta por barrio y lugar de nacimiento. Si solo aceleramos las consultas de quienes ya vienen, el número sube y la desigualdad también.",
        "data_sources": "Controles de salud desde 2016, buenos; inscripciones en jardines, cada marzo; visitas sociales en planillas. Los cuidan tres áreas que se reúnen poco. No hay un número común por niño. Un cruce de prueba, con nombre y fecha de nacimiento, acertó en ocho de cada diez.",
        "ai_use": "Un cruce cuidadoso puede avisar a la promotora qué niño perdió dos controles y quién lo vio por última vez. Un modelo de lenguaje podría resumir las notas de tres oficinas en media página que ella lee antes de la visita. Decide ella, siempre. No queremos un puntaje de riesgo de familias.",
        "risks": "El peor daño sería que una familia deje de ir por sentirse vigilada. Por eso el cruce no llega a policía ni a justicia, cada acceso queda registrado y la familia puede ver lo que se anotó. Un error de nombre puede mezclar dos niños: una persona confirma cada coincidencia dudosa.",
    },
    {
        "key": "waste_routes",
        "themes": ("waste", "climate"),
        "service": ("Subdirectora de limpieza urbana", "Subdirector de limpieza urbana", "Servicios públicos"),
        "numbers": {"tonnes": (240, 1_900, 10), "missed": (9, 27, 1), "dumps": (58, 420, 2), "share": (17, 36, 1)},
        "since": (2012, 2019),
        "kinds": ("requests", "field", "records"),
        "short": "El camión no pasa cuando dice, la gente saca la basura cuando puede y cada esquina se vuelve un basural.",
        "problem": (
            "El camión debía pasar martes y viernes. Pasa el miércoles, o pasa y no sube al pasaje porque hay un auto mal puesto. La bolsa queda en la esquina; los perros la abren; llueve y tapa la alcantarilla. A la semana hay un montón, y quien viene de otro barrio deja el suyo. Limpiarlo cuesta cuatro veces más que haber recogido la bolsa.",
            "Pusimos una silla junto a un basural y miramos un día entero. Vinieron 41 personas. La mayoría eran vecinas con una bolsa chica que nos dijeron lo mismo: no sé cuándo pasa. Dos eran talleres que no quieren pagar. El basural parecía culpa de los talleres; el volumen sí, pero el hábito nació de un horario que no se cumple.",
        ),
        "affected": "Vivimos con {dumps} basurales que vuelven después de limpiarlos. Los más castigados: {area} y {area2}, con pasajes estrechos y ferias. Afecta a toda la cuadra, y más a niños que juegan cerca y a quienes venden comida en la calle.",
        "evidence": "Se recogen {tonnes} toneladas al día. Según el GPS, {missed} de cada 100 paradas no se hacen el día que toca; según los partes firmados, 2 de cada 100. De los {dumps} puntos, {share} de cada 100 están a menos de una cuadra de una parada que se salta. No medimos olor ni enfermedades, que es de lo que habla la gente.",
        "why_hard": "La empresa cobra por tonelada, así que un basural no le cuesta. Las rutas se trazaron antes de que creciera la mitad de los barrios. Los inspectores son seis y multan a quien encuentran, que no es quien ensucia. Sabemos lo de las rutas. Sospechamos que los cambios de chofer explican parte de las paradas perdidas.",
        "tried_what": "En 2021 pusimos contenedores en 30 esquinas: en 18 funcionó y en 12 el basural creció alrededor. En 2023 probamos mensajes por teléfono la noche anterior en dos barrios; sacaron la bolsa a la hora siete de cada diez casas. Se acabó el saldo para mensajes. Aprendimos que avisar sirve si el camión de verdad pasa.",
        "constraints": "El contrato de recolección termina en 14 meses; hasta entonces no se puede cambiar el pago, pero sí las rutas. El sindicato de choferes pidió participar. Los talleres dependen de una ordenanza que el concejo discute desde hace dos años.",
        "metric": {
            "name": "Paradas de recolección que no se hacen el día que toca, de cada 100",
            "unit": "paradas de cada 100",
            "number": "missed",
            "ratio": 0.35,
            "source": "GPS de camiones contra la ruta, cada semana",
        },
        "left_out": "Los pasajes donde el camión no entra ni entrará. Allí el número puede quedar igual aunque mejore el promedio, así que lo veremos por tipo de calle. También quienes reciclan en la calle: si la ruta es puntual, pierden horas de trabajo. Los sentaremos a la mesa.",
        "data_sources": "GPS de los camiones desde 2019, cada minuto, con huecos de señal. Partes en papel. Reclamos por teléfono y redes. Fotos de basurales con fecha. Todo es de servicios públicos, salvo el GPS, que es de la empresa y nos llega una vez al mes. Falta el mapa de pasajes.",
        "ai_use": "Rutas nuevas calculadas con calles reales, ferias y horarios, para comparar en papel antes de mover un camión. Y un modelo sencillo que lea fotos de vecinos y diga si el punto es bolsa, escombro o reclamo repetido. El subdirector aprueba las rutas y el inspector decide si multa.",
        "risks": "Una foto puede mostrar caras o patentes: se borran al llegar. Si la ruta se optimiza por costo, los pasajes pierden, por eso el mínimo de pasadas es fijo. Si se usa para castigar choferes, dejarán de anotar la verdad. Se acordará por escrito que no.",
    },
    {
        "key": "road_safety",
        "themes": ("mobility", "safety"),
        "service": ("Jefa de ingeniería de tránsito", "Jefe de ingeniería de tránsito", "Movilidad"),
        "numbers": {
            "hurt": (310, 2_600, 10),
            "dead": (14, 92, 1),
            "share": (48, 69, 1),
            "points": (35, 120, 5),
            "grave": (24, 170, 2),
        },
        "since": (2010, 2018),
        "kinds": ("records", "field", "residents"),
        "short": "Cruzar para llegar a la escuela o al bus es lo más peligroso del día, y las obras van a donde hay quejas y no a donde hay muertes.",
        "problem": (
            "A las 6:40 hay 200 estudiantes cruzando una avenida de seis carriles. El semáforo da 14 segundos; a paso de niño alcanza para la mitad. Las motos suben por la berma. El año pasado hubo tres heridos en esa esquina, y en el parte figuran tres direcciones distintas. Para nuestras planillas, esa esquina no existe.",
            "Un repartidor cae de la moto porque un hueco apareció la noche anterior. Va al hospital por su cuenta; nadie llama a la policía. No queda en ninguna estadística. A dos cuadras se instala un reductor de velocidad porque lo pidió una junta vecinal con buenos contactos. Quien más se accidenta es quien menos pide.",
        ),
        "affected": "El último año hubo {dead} personas muertas y {hurt} heridas. De cada 100, {share} iban a pie o en moto. Los puntos más duros: {area} y {area2}. Pesa en escolares, personas mayores y quienes trabajan repartiendo.",
        "evidence": "Los partes policiales ubican bien seis de cada diez choques. El hospital atiende casi el doble de heridos de los que registra la policía. En {points} esquinas está la mitad de los casos graves. Medimos velocidad en ocho avenidas: de madrugada uno de cada cuatro vehículos pasa a más de 70. No sabemos casi nada de las caídas de motos sin choque.",
        "why_hard": "La policía registra, salud atiende, obras construye y movilidad señaliza, con cuatro mapas. Las obras se deciden por pedido. Bajar la velocidad es impopular hasta que funciona. Tenemos certeza sobre los datos y las velocidades. Creemos, sin prueba, que el pago por entrega empuja a correr.",
        "tried_what": "En 2020 pintamos 40 cruces; en un año se borraron 25 y no medimos nada. En 2024, con una fundación, se angostaron cuatro esquinas con bolardos y pintura durante seis semanas: la velocidad bajó 11 kilómetros por hora. Los comercios pidieron quitarlos y después pidieron que volvieran. Aprendimos a medir antes, y a hablar con los comercios primero.",
        "constraints": "Dos de las avenidas son nacionales y cualquier cambio requiere permiso de otro ministerio. El presupuesto de obras se cierra en agosto. Las cámaras de velocidad tienen una demanda en curso, así que no contamos con ellas.",
        "metric": {
            "name": "Personas heridas de gravedad o muertas en las esquinas intervenidas, por año",
            "unit": "personas",
            "number": "grave",
            "ratio": 0.6,
            "source": "Ingresos hospitalarios y partes policiales ubicados en el mapa, cada mes",
        },
        "left_out": "Quienes chocan en calles de tierra, donde no hay ni dirección. Veremos los casos por barrio y por modo de viaje. Si el riesgo se muda a la calle de al lado, la esquina mejora y el barrio no: mediremos también el anillo de 300 metros.",
        "data_sources": "Partes policiales desde 2013, con direcciones escritas a mano. Egresos hospitalarios desde 2018, sin lugar. Aforos de velocidad propios. Fotos de calle de 2024. Movilidad cuida los aforos; los otros dos piden convenio. Lo más valioso y lo más difícil es unir parte y egreso sin exponer a nadie.",
        "ai_use": "Un modelo puede leer la dirección escrita a mano y proponer el punto en el mapa, con un grado de duda. Otro puede mirar fotos de calle y contar cruces sin pintura. Con eso, la jefa de ingeniería elige las esquinas con método y lo publica. La máquina ubica; las personas priorizan.",
        "risks": "Un mapa de heridos puede señalar a una persona: se publica por tramo y por año. Si los datos de hospital quedan fuera, los barrios sin policía parecerán seguros. Se revisará con promotoras de salud. Nada de lo que construyamos servirá para multar.",
    },
]

AREAS = (
    "la zona oriente",
    "los barrios de la ladera",
    "el sector norte",
    "la periferia sur",
    "el centro histórico",
    "los barrios junto al río",
)

DECISIONS = (
    "Los registros del alumbrado mostraron que seis de cada diez fallas venían de un mismo lote de equipos. La directora de obras reclamó la garantía en 2025 y se cambió el lote entero. Las fallas bajaron a la mitad, y ahora cada compra pide esos datos.",
    "Comparamos las visitas a los centros de salud por hora. Dos abrían a las ocho y tenían fila desde las seis. La secretaria de salud adelantó el turno en uno y dejó igual el otro para comparar. Funcionó en el primero; hoy abren los dos a las siete.",
    "Un mapa de árboles caídos en tormentas mostró que casi todos eran de la misma especie y de más de 40 años. Se cambió el plan de poda. En la última tormenta hubo un tercio de las caídas, aunque también llovió menos, y lo decimos.",
    "En la feria se pensaba cobrar por metro. Los datos de ventas mostraron que los puestos chicos pagarían el doble. El concejo cambió la fórmula antes de votar. Es una decisión pequeña, pero fue la primera vez que pidieron los datos antes.",
)

TRANSITION = (
    "El proyecto queda en una dirección de carrera, con dos personas de planta. La meta entraría en el plan de desarrollo y en el presupuesto de dos años, que el concejo vota antes de la elección. Se haría una reunión con todas las candidaturas, con la misma carpeta.",
    "El mandato termina antes. Por eso el convenio de datos se firmaría por tres años, la ordenanza fijaría la medida y el equipo técnico quedaría en la empresa municipal, cuyo directorio no cambia con la elección. La secretaria general firmaría el acta de traspaso.",
    "La gestión actual puede presentarse otra vez, y puede perder. En los dos casos la jefatura del servicio se mantiene, porque se llenó por concurso. Dejaríamos por escrito qué funciona, qué no y cuánto cuesta, y un primer tramo ya contratado.",
)

AUTHORITY = (
    "El equipo puede cambiar rutas, turnos, formularios y avisos, y gastar hasta el límite de compra menor. Para cambiar un contrato se pide a la secretaría de hacienda, que respondió siempre en menos de diez días. Una ordenanza va al concejo.",
    "La jefatura del servicio está en el equipo y firma los cambios de procedimiento. Para mover personal entre áreas hace falta la coordinación de gabinete, que también está. Lo único que no depende de nosotros es la tarifa.",
    "Puede decidir un piloto en dos barrios sin pedir permiso. Para ampliarlo se presenta a gabinete, una vez por mes. Los convenios con la provincia los firma la máxima autoridad, y se prometió hacerlo en quince días.",
)

LEADERSHIP = (
    "En 2024 se creó por decreto la dirección de datos, con cuatro cargos de planta. Cada lunes hay una reunión de una hora en la que tres áreas muestran un número y una decisión. Preside la máxima autoridad, y cuando no puede, nadie la reemplaza: se pasa al martes.",
    "La gestión publicó en marzo su plan de gobierno digital, con ocho metas y su avance. Se destinó el dos por ciento del presupuesto de inversión a datos y evaluación. Lo siguiente es una regla de uso de IA, que está en consulta con la universidad y con los sindicatos.",
    "La autoridad local habló de este problema en la apertura de sesiones y puso una fecha. Desde entonces la jefatura de gabinete se reúne con el equipo cada quince días. Cedió a una persona de su propia oficina para coordinarlo.",
    "Somos una gestión nueva. Hay compromiso dicho en público y poca estructura: una persona de datos y un portal heredado. Lo que ya se hizo es pedir a cada secretaría una sola meta medible. Lo que falta es dinero fijo, y se incluyó en el proyecto de presupuesto.",
)

EVIDENCE = {
    "data_management": (
        "Inventario solo en catastro",
        "Inventario municipal de datos, 160 bases con responsable",
        "Norma de datos de 2024 y auditoría anual publicada",
    ),
    "budget": (
        "Cultura presentó resultados en su pedido",
        "Presupuesto por programas con resultado esperado",
        "Informe público de lo que se movió y por qué",
    ),
    "leadership": (
        "Analista en Hacienda, además de otras tareas",
        "Dirección de datos con cuatro cargos",
        "Reunión de los lunes y 200 personas capacitadas",
    ),
    "open_data": (
        "Compras y obras en línea, cada tres meses",
        "Portal de datos abiertos con calendario",
        "Mesa de usuarios que pide y prioriza datos",
    ),
    "performance": (
        "Tránsito y agua siguen sus números",
        "Tablero de metas y acta de cada reunión",
        "Metas públicas; rutas cambiadas tras el análisis",
    ),
    "contracting": (
        "El contrato de comedores pide un resultado",
        "Cinco contratos grandes con revisión trimestral",
        "Un contrato no renovado por resultados en 2025",
    ),
    "evaluation": (
        "Antes y después del programa de verano",
        "Carta de aviso probada con grupo de comparación",
        "Plan de evaluación publicado antes de cada piloto",
    ),
    "engagement": (
        "Encuesta anual, 1200 respuestas",
        "Mesa vecinal que redactó el problema",
        "Informe anual de lo pedido y lo hecho",
    ),
}

# Each post as a woman and as a man would have it on the door, and its department.
POSTS = {
    "sponsor": ("Jefa de gabinete", "Jefe de gabinete", "Alcaldía"),
    "lead": ("Directora de innovación", "Director de innovación", "Modernización"),
    "data": ("Directora de datos", "Director de datos", "Modernización"),
    "technical": ("Analista de datos", "Analista de datos", "Tecnología"),
    "engagement": ("Coordinadora territorial", "Coordinador territorial", "Participación"),
    "legal": ("Asesora jurídica", "Asesor jurídico", "Jurídico"),
    "coordinator": ("Coordinadora de proyecto", "Coordinador de proyecto", "Modernización"),
}

# Women and men by turns, as the titles of posts need it.
PEOPLE = (
    "Marisa Quintanal",
    "Jorge Albarenque",
    "Ximena Tolosana",
    "Ricardo Peñaflor",
    "Lucía Berazaín",
    "Matías Coronil",
    "Yolanda Ixchop",
    "Hernán Subiabre",
    "Paola Citarella",
    "Nicolás Urzainqui",
    "Carmen Llanquín",
    "Esteban Marroque",
    "Rosario Vilcas",
    "Ignacio Bermejal",
    "Daniela Cifuenzo",
    "Fabián Ocampón",
    "Teresa Huamanga",
    "Gabriel Sotelano",
    "Andrea Montecín",
    "Luis Ángel Barrosa",
    "Verónica Tapial",
    "Emilio Carranque",
    "Silvia Nahual",
    "Rodrigo Estévanez",
)
