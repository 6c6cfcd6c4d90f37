//! The paths and what each answers.

use serde_json::{Map, Value, json};

use crate::publish::feed::Feed;
use crate::publish::feed::lookup::Key;

/// What a path answers.
enum Answer<'a> {
    /// JSON of a schema.
    Json(&'a str),
    /// JSON that describes itself.
    Plain,
    /// Any other media type.
    Other(&'a str),
}

/// A parameter of a path: its name, type and an example.
struct Parameter<'a> {
    name: &'a str,
    kind: &'a str,
    example: Value,
}

/// The paths that are there once.
pub(super) fn common() -> Map<String, Value> {
    let path = |path: &str, id, text, answer| {
        (format!("/api/v1/{path}"), get("feed", id, text, &answer, Vec::new()))
    };
    let number = Parameter { name: "n", kind: "integer", example: json!(1) };
    let schema = Parameter { name: "name", kind: "string", example: json!("status") };
    Map::from_iter([
        path(
            "status.json",
            "status",
            "Күй: соңғы оқиғалар, мерзім, манифест хеші · Состояние: последние события, срок, хеш манифеста",
            Answer::Json("status"),
        ),
        path(
            "manifest.json",
            "manifest",
            "Барлық файлдар мен олардың хештері · Все файлы и их хеши",
            Answer::Json("manifest"),
        ),
        (
            "/api/v1/manifest/{n}.json".to_owned(),
            get(
                "feed",
                "manifestShard",
                "Манифест бөлігі · Часть манифеста",
                &Answer::Plain,
                vec![number],
            ),
        ),
        (
            "/api/v1/schema/{name}.json".to_owned(),
            get(
                "feed",
                "schema",
                "JSON Schema 2020-12",
                &Answer::Other("application/schema+json"),
                vec![schema],
            ),
        ),
        path("openapi.json", "openapi", "Осы сипаттама · Это описание", Answer::Plain),
        path(
            "datapackage.json",
            "datapackage",
            "Кестелер сипаттамасы (Data Package v2) · Описание таблиц (Data Package v2)",
            Answer::Plain,
        ),
        path(
            "changes.atom",
            "feedChanges",
            "Арнаның өз өзгерістері · Изменения самой ленты",
            Answer::Other("application/atom+xml"),
        ),
    ])
}

/// The paths of a register.
pub(super) fn register(feed: &Feed<'_>) -> Map<String, Value> {
    let id = feed.id();
    let mut paths = Map::new();
    let entries = format!("{id}-entries");
    for (path, name, text, answer) in [
        (
            "entries.json",
            "entries",
            "Бүкіл тізілім, алынып тасталғандар да · Весь реестр, включая исключённые записи",
            Answer::Json(&entries),
        ),
        (
            "entries.ndjson",
            "entriesLines",
            "Сол жазбалар, әрқайсысы бір жолда · Те же записи, по одной в строке",
            Answer::Other("application/x-ndjson"),
        ),
        (
            "entries.csv",
            "entriesTable",
            "Сол жазбалар кесте түрінде · Те же записи таблицей",
            Answer::Other("text/csv"),
        ),
        (
            "validity.json",
            "validity",
            "Тізілімде болу аралықтары мен шешімдер күндері · Интервалы нахождения в реестре и даты решений",
            Answer::Json("validity"),
        ),
        (
            "day.json",
            "day",
            "Күнге тәуелді мәліметтер · Сведения, зависящие от дня",
            Answer::Json("day"),
        ),
        (
            "changes/head.json",
            "changesHead",
            "Оқиғалар журналының басы · Голова журнала событий",
            Answer::Json("head"),
        ),
        (
            "changes/tail.ndjson",
            "changesTail",
            "Соңғы толық бөліктен кейінгі оқиғалар · События после последней полной части",
            Answer::Other("application/x-ndjson"),
        ),
    ] {
        let operation = get(id, &format!("{id}_{name}"), text, &answer, Vec::new());
        paths.insert(format!("/api/v1/{id}/{path}"), operation);
    }
    paths.extend(one_entry(feed));
    paths.extend(tables(id));
    for key in Key::all(feed) {
        paths.extend(by_key(feed, &key));
    }
    paths
}

fn one_entry(feed: &Feed<'_>) -> Vec<(String, Value)> {
    let id = feed.id();
    let number = || Parameter {
        name: "number",
        kind: "integer",
        example: json!(feed.entries.first().map_or(1, |entry| entry.number())),
    };
    let revision = Parameter { name: "k", kind: "integer", example: json!(1) };
    let entry = format!("{id}-entry");
    vec![
        (
            format!("/api/v1/{id}/entries/{{number}}.json"),
            get(
                id,
                &format!("{id}_entry"),
                "Жазба оқиғаларымен және редакцияларымен · Запись с событиями и ревизиями",
                &Answer::Json(&entry),
                vec![number()],
            ),
        ),
        (
            format!("/api/v1/{id}/entries/{{number}}/r{{k}}.json"),
            get(
                id,
                &format!("{id}_revision"),
                "Ревизияның қол қойылған байттары · Подписанные байты ревизии",
                &Answer::Plain,
                vec![number(), revision],
            ),
        ),
    ]
}

fn tables(id: &str) -> Vec<(String, Value)> {
    let edition = || Parameter { name: "edition", kind: "string", example: json!("2024") };
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let segment = |name| Parameter {
        name,
        kind: "string",
        example: json!(if name == "first" { "000001" } else { "000256" }),
    };
    vec![
        (
            format!("/api/v1/{id}/form-{{edition}}.csv"),
            get(
                id,
                &format!("{id}_formTable"),
                "Ресми нысан, CSV · Официальная форма, CSV",
                &Answer::Other("text/csv"),
                vec![edition()],
            ),
        ),
        (
            format!("/api/v1/{id}/form-{{edition}}.xlsx"),
            get(
                id,
                &format!("{id}_formWorkbook"),
                "Ресми нысан, XLSX · Официальная форма, XLSX",
                &Answer::Other(sheet),
                vec![edition()],
            ),
        ),
        (
            format!("/api/v1/{id}/changes/{{first}}-{{last}}.ndjson"),
            get(
                id,
                &format!("{id}_changes"),
                "256 оқиғадан тұратын толық бөлік, өзгермейді · Полная часть из 256 событий, неизменна",
                &Answer::Other("application/x-ndjson"),
                vec![segment("first"), segment("last")],
            ),
        ),
    ]
}

fn by_key(feed: &Feed<'_>, key: &Key<'_>) -> Vec<(String, Value)> {
    let (id, name) = (feed.id(), key.name);
    let example = key.first(feed).map_or(Value::Null, |value| json!(value));
    let value = Parameter { name: "value", kind: "string", example };
    vec![
        (
            format!("/api/v1/{id}/by-{name}/{{value}}.json"),
            get(
                id,
                &format!("{id}_by_{name}"),
                "Осы мәні бар жазбалар және аралықтары · Записи с этим значением и интервалы",
                &Answer::Json("by-key"),
                vec![value],
            ),
        ),
        (
            format!("/api/v1/{id}/keys/{name}.txt"),
            get(
                id,
                &format!("{id}_keys_{name}"),
                "Барлық мәндер: жоғын осыдан біледі · Все значения: по ним видно отсутствие",
                &Answer::Other("text/plain"),
                Vec::new(),
            ),
        ),
    ]
}

fn get(
    tag: &str,
    id: &str,
    text: &str,
    answer: &Answer<'_>,
    parameters: Vec<Parameter<'_>>,
) -> Value {
    let (media, schema) = match answer {
        Answer::Json(name) => {
            ("application/json", json!({ "$ref": format!("#/components/schemas/{name}") }))
        }
        Answer::Plain => ("application/json", json!({ "type": "object" })),
        Answer::Other(media) => (*media, json!({})),
    };
    let parameters: Vec<_> = parameters.into_iter().map(parameter).collect();
    json!({ "get": {
        "tags": [tag],
        "operationId": id,
        "summary": text,
        "description": text,
        "parameters": parameters,
        "responses": {
            "200": { "description": text, "content": { media: { "schema": schema } } },
            "404": { "description": "Мұндай файл жоқ: keys/*.txt тізімін қараңыз · Такого файла нет: см. списки keys/*.txt" },
        },
    } })
}

fn parameter(parameter: Parameter<'_>) -> Value {
    let mut value = json!({
        "name": parameter.name,
        "in": "path",
        "required": true,
        "schema": { "type": parameter.kind },
    });
    if !parameter.example.is_null() {
        value["example"] = parameter.example;
    }
    value
}
