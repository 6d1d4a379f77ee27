/* casebook.c */
#include "casebook/casebook.h"
