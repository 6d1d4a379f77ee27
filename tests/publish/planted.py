"""planted.py - a folder of letters in which two hundred people are named, in two scripts, in texts, titles, authors and file names: what goes out
of a casebook made from it must name none of them."""
import json
import os

GIVEN = ["Ardak", "Bolat", "Daniyar", "Yerlan", "Gulnara", "Kairat", "Madina", "Nurlan", "Saule", "Timur"]
SUR = ["Abzhan", "Berken", "Doszhan", "Ermekt", "Zhumak", "Kozhab", "Mukash", "Omirb", "Sarsen", "Tokmag"]
РУС_ИМЯ = ["Ардак", "Болат", "Данияр", "Ерлан", "Гульнара", "Кайрат", "Мадина", "Нурлан", "Сауле", "Тимур"]
РУС = ["Абжан", "Беркен", "Досжан", "Ермект", "Жумак", "Кожаб", "Мукаш", "Омирб", "Сарсен", "Токмаг"]


def said(i, name, sur):
    return (f"Police arrested the journalist {name} {sur} in Aktau on 3 May 2014. Mr {sur} was sentenced to {3 + i % 7} years in prison on 1 June 2014. "
            f"Police shot {2 + i} miners, said {name} {sur}, a lawyer.")


def plant():
    """A hundred names in each script, each in a text of its own about an arrest; returns the words that may not go out."""
    os.mkdir("docs")
    forbidden, lines = set(), []
    for i in range(100):
        name, sur = GIVEN[i % 10], SUR[i // 10] + "ov" + "abcdefghij"[i % 10] + "ev"
        forbidden.add(sur)
        if i < 20:
            with open(f"docs/letter-{i}-{sur.lower()}.txt", "w", encoding="utf-8") as f:
                f.write(f"Free {name} {sur}!\n\n{1 + i % 28} May 2014\n\n{said(i, name, sur)}\n\n{name} {sur}\n")
        else:
            lines.append({"title": f"Free {name} {sur}!", "author": f"{name} {sur}", "date": f"2014-05-{1 + i % 28:02}", "text": said(i, name, sur)})
    with open("docs/letters.jsonl", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(x) + "\n" for x in lines)
    with open("docs/письма.jsonl", "w", encoding="utf-8") as f:
        for i in range(100):
            name, sur = РУС_ИМЯ[i % 10], РУС[i // 10] + "ов" + "абвгдежзик"[i % 10] + "ев"
            forbidden.add(sur)
            f.write(json.dumps({"title": f"Свободу {name} {sur}", "author": f"{name} {sur}", "date": f"2014-05-{1 + i % 28:02}",
                                "text": f"Полиция задержала журналиста {name} {sur} в Актау 3 мая 2014 года. {name} {sur} приговорен к {3 + i % 7} годам "
                                        f"лишения свободы 1 июня 2014 года. Погибли {2 + i} человек, сказал {name} {sur}."}, ensure_ascii=False) + "\n")
    return forbidden
