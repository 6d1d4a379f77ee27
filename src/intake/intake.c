/* intake.c */
#include "intake/intake.h"
