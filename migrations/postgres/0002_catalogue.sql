-- What the law fixes, as dated data: benefits, pots, expense categories, and which pot may pay which category.

-- Sub-accounts of one person (account 4671).
CREATE TABLE pot (
    code   TEXT NOT NULL CONSTRAINT pot_code_unique PRIMARY KEY,
    label  TEXT NOT NULL,
    rank   BIGINT NOT NULL
);

CREATE TABLE expense_category (
    code   TEXT NOT NULL CONSTRAINT expense_category_code_unique PRIMARY KEY,
    label  TEXT NOT NULL,
    rank   BIGINT NOT NULL CONSTRAINT expense_category_rank_known CHECK (rank BETWEEN 0 AND 5)
);

CREATE TABLE pot_category (
    pot       TEXT NOT NULL CONSTRAINT pot_category_pot_known REFERENCES pot (code),
    category  TEXT NOT NULL CONSTRAINT pot_category_category_known REFERENCES expense_category (code),
    CONSTRAINT pot_category_pot_category_unique PRIMARY KEY (pot, category)
);

-- CASF D271-2, D271-3 and R271-4 as they stood from `from_on` to `to_on`.
CREATE TABLE benefit (
    number           BIGINT NOT NULL,
    from_on          DATE NOT NULL,
    to_on            DATE,
    code             TEXT NOT NULL,
    name             TEXT NOT NULL,
    legal_reference  TEXT NOT NULL,
    payers           TEXT NOT NULL,
    tier             TEXT NOT NULL CONSTRAINT benefit_tier_known CHECK (tier IN ('A', 'B')),
    pot              TEXT NOT NULL CONSTRAINT benefit_pot_known REFERENCES pot (code),
    tiers_payant     BOOLEAN NOT NULL,
    CONSTRAINT benefit_number_from_on_unique PRIMARY KEY (number, from_on),
    CONSTRAINT benefit_dates_ordered CHECK (to_on IS NULL OR to_on >= from_on)
);

CREATE TABLE outside_income (
    code    TEXT NOT NULL CONSTRAINT outside_income_code_unique PRIMARY KEY,
    label   TEXT NOT NULL,
    reason  TEXT NOT NULL
);

INSERT INTO pot (code, label, rank) VALUES
    ('libre',     'Argent libre', 1),
    ('loyer',     'Loyer et charges mis de côté', 2),
    ('logement',  'Aide au logement (APL, ALS)', 3),
    ('apa',       'Allocation personnalisée d''autonomie', 4),
    ('pch',       'Prestation de compensation du handicap', 5),
    ('actp',      'Allocation compensatrice pour tierce personne', 6),
    ('arsm',      'Allocation pour services ménagers', 7),
    ('provision', 'Provision pour factures annuelles', 8);

-- Ranks of the waterfall: 0 earmarked objects, 1 rent, 2 what keeps the dwelling usable, 3 living money, 4 arrears and plans, 5 the rest.
INSERT INTO expense_category (code, label, rank) VALUES
    ('loyer',          'Loyer et charges locatives', 1),
    ('apa',            'Plan d''aide APA', 0),
    ('compensation',   'Plan de compensation du handicap', 0),
    ('aide_menagere',  'Aide ménagère', 0),
    ('assurance',      'Assurance du logement', 2),
    ('energie',        'Électricité et gaz', 2),
    ('eau',            'Eau', 2),
    ('argent_de_vie',  'Argent pour vivre', 3),
    ('arrieres_loyer', 'Anciens loyers', 4),
    ('plan_dettes',    'Plan de remboursement', 4),
    ('telephone',      'Téléphone et internet', 5),
    ('sante',          'Santé', 5),
    ('transport',      'Transport', 5),
    ('autre',          'Autre dépense', 5);

-- R271-4: earmarked money pays its object and nothing else; money set aside for the rent pays the rent.
-- Free money never pays rent directly: the reserve first moves it to 'loyer', so that one pot shows the rent.
INSERT INTO pot_category (pot, category) VALUES
    ('loyer', 'loyer'), ('logement', 'loyer'),
    ('apa', 'apa'), ('pch', 'compensation'), ('actp', 'compensation'), ('arsm', 'aide_menagere'),
    ('libre', 'assurance'), ('libre', 'energie'), ('libre', 'eau'), ('libre', 'argent_de_vie'), ('libre', 'arrieres_loyer'),
    ('libre', 'plan_dettes'), ('libre', 'telephone'), ('libre', 'sante'), ('libre', 'transport'), ('libre', 'autre'),
    ('libre', 'apa'), ('libre', 'compensation'), ('libre', 'aide_menagere'),
    ('provision', 'assurance'), ('provision', 'energie'), ('provision', 'eau'), ('provision', 'autre');

-- CASF D271-2: the closed list (RULE 10). Numbers 1 to 17 are authorised freely, 18 to 29 only with a justification (R271-3).
INSERT INTO benefit (number, from_on, to_on, code, name, legal_reference, payers, tier, pot, tiers_payant) VALUES
    (1,  '2009-01-01', NULL, 'APL',    'Aide personnalisée au logement',                           'CASF D271-2 1°, CCH L821-1',          'CAF, MSA',                'A', 'logement', TRUE),
    (2,  '2009-01-01', NULL, 'ALS',    'Allocation de logement sociale',                           'CASF D271-2 2°, CCH L841-1',          'CAF, MSA',                'A', 'logement', TRUE),
    (3,  '2009-01-01', NULL, 'APA',    'Allocation personnalisée d''autonomie',                    'CASF D271-2 3°, L232-1',              'Département',             'A', 'apa', TRUE),
    (4,  '2009-01-01', NULL, 'ASPA',   'Allocation de solidarité aux personnes âgées',             'CASF D271-2 4°, CSS L815-1',          'CARSAT, CNAV, MSA, CDC',  'A', 'libre', FALSE),
    (5,  '2009-01-01', NULL, 'AVTS',   'Allocation aux vieux travailleurs salariés',               'CASF D271-2 5°',                      'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (6,  '2009-01-01', NULL, 'AVTNS',  'Allocation aux vieux travailleurs non salariés',           'CASF D271-2 6°',                      'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (7,  '2009-01-01', NULL, 'MERES',  'Allocation aux mères de famille',                          'CASF D271-2 7°',                      'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (8,  '2009-01-01', NULL, 'ASV',    'Allocation spéciale vieillesse et sa majoration',          'CASF D271-2 8°, CSS L814-1',          'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (9,  '2009-01-01', NULL, 'RAPAT',  'Allocation viagère aux rapatriés âgés',                    'CASF D271-2 9°',                      'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (10, '2009-01-01', NULL, 'AVA',    'Allocation de vieillesse agricole',                        'CASF D271-2 10°',                     'MSA',                     'A', 'libre', FALSE),
    (11, '2009-01-01', NULL, 'SUPPL',  'Ancienne allocation supplémentaire du minimum vieillesse', 'CASF D271-2 11°, CSS L815-2 ancien',  'CARSAT, MSA, CDC',        'A', 'libre', FALSE),
    (12, '2009-01-01', NULL, 'ASI',    'Allocation supplémentaire d''invalidité',                  'CASF D271-2 12°, CSS L815-24',        'CPAM, CARSAT, MSA',       'A', 'libre', FALSE),
    (13, '2009-01-01', NULL, 'AAH',    'Allocation aux adultes handicapés et ses compléments',     'CASF D271-2 13°, CSS L821-1',         'CAF, MSA',                'A', 'libre', FALSE),
    (14, '2009-01-01', NULL, 'ACTP',   'Allocation compensatrice pour tierce personne',            'CASF D271-2 14°',                     'Département',             'A', 'actp', FALSE),
    (15, '2009-01-01', NULL, 'PCH',    'Prestation de compensation du handicap, adulte',           'CASF D271-2 15°, L245-1',             'Département',             'A', 'pch', TRUE),
    (17, '2009-06-01', NULL, 'RSA',    'Revenu de solidarité active',                              'CASF D271-2 17°, L262-2',             'CAF, MSA',                'A', 'libre', FALSE),
    (18, '2009-01-01', NULL, 'PAJE',   'Prestation d''accueil du jeune enfant',                    'CASF D271-2 18°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (19, '2009-01-01', NULL, 'AF',     'Allocations familiales',                                   'CASF D271-2 19°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (20, '2009-01-01', NULL, 'CF',     'Complément familial',                                      'CASF D271-2 20°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (21, '2009-01-01', NULL, 'ALF',    'Allocation de logement familiale',                         'CASF D271-2 21°, CCH L831-1',         'CAF, MSA',                'B', 'libre', TRUE),
    (22, '2009-01-01', NULL, 'AEEH',   'Allocation d''éducation de l''enfant handicapé',           'CASF D271-2 22°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (23, '2009-01-01', NULL, 'ASF',    'Allocation de soutien familial',                           'CASF D271-2 23°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (24, '2009-01-01', NULL, 'ARS',    'Allocation de rentrée scolaire',                           'CASF D271-2 24°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (25, '2009-01-01', NULL, 'AJPP',   'Allocation journalière de présence parentale',             'CASF D271-2 25°, CSS L511-1',         'CAF, MSA',                'B', 'libre', FALSE),
    (26, '2009-01-01', NULL, 'ORPH',   'Rente d''orphelin (accident du travail)',                  'CASF D271-2 26°, CSS L434-10',        'CPAM, MSA',               'B', 'libre', FALSE),
    (27, '2009-01-01', NULL, 'ARSM',   'Allocation représentative de services ménagers',           'CASF D271-2 27°, L231-1',             'Département',             'B', 'arsm', FALSE),
    (28, '2009-01-01', NULL, 'ADIFF',  'Allocation différentielle',                                'CASF D271-2 28°, L241-2',             'Aide sociale',            'B', 'libre', FALSE),
    (29, '2009-01-01', NULL, 'PCHE',   'Prestation de compensation du handicap, enfant',           'CASF D271-2 29°, L245-1 III',         'Département',             'B', 'pch', FALSE);

-- Incomes that are not in the closed list: never in a pot (RULE 12), each with the words that say why.
INSERT INTO outside_income (code, label, reason) VALUES
    ('salaire',             'Salaire',                          'Un salaire n''est pas une prestation de la liste.'),
    ('retraite',            'Pension de retraite',              'Une pension de retraite n''est pas une prestation de la liste.'),
    ('invalidite',          'Pension d''invalidité',            'Une pension d''invalidité n''est pas une prestation de la liste.'),
    ('chomage',             'Allocation de chômage (ARE, ASS)', 'Une allocation de chômage n''est pas une prestation de la liste.'),
    ('indemnites',          'Indemnités journalières',          'Des indemnités journalières ne sont pas une prestation de la liste.'),
    ('pension_alimentaire', 'Pension alimentaire',              'Une pension alimentaire n''est pas une prestation de la liste.'),
    ('prime_activite',      'Prime d''activité',                'La prime d''activité n''est pas une prestation de la liste.'),
    ('impots',              'Remboursement d''impôt',           'Un remboursement d''impôt n''est pas une prestation de la liste.'),
    ('aide',                'Aide ponctuelle (FSL, CCAS, don)', 'Une aide ponctuelle ou un don n''est pas une prestation de la liste.'),
    ('autre',               'Autre revenu',                     'Ce revenu n''est pas une prestation de la liste.');

-- The law's own tables change by a migration, which drops these triggers and puts them back; never by a stray statement.
CREATE TRIGGER pot_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON pot
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER expense_category_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON expense_category
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER pot_category_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON pot_category
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER benefit_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON benefit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER outside_income_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON outside_income
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
